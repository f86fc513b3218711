// Door of speech-models: models in a folder that the operator fills, which understand and speak without the internet.
export { ModelHost } from "./model-host.ts";
export type { ModelError } from "./model-host.ts";
