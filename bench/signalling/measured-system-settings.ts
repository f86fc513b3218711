// What the benchmark and the system it starts have to agree on.

/** Environment variable: the WAV file of the prompt of one second. */
export const promptVariable = "TANDEM_BENCH_PROMPT";
/** Environment variable: where to write the processor profile; without it there is no profiler. */
export const profileVariable = "TANDEM_BENCH_PROFILE";
/** The name by which a flow plays that prompt. */
export const promptName = "one-second";
