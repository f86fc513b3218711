// The server as it is, with a prompt of one second that is not shipped, and a profiler that SIGURG starts and ends.
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { PromptLibrary } from "../../server/src/telephony/prompts/index.ts";
import { profileVariable, promptName, promptVariable } from "./measured-system-settings.ts";

/** Fine enough for calls that take a ms, coarse enough that taking samples costs little of it. */
const sampleEveryMicros = 500;

const promptFile = process.env[promptVariable];
const shipped = PromptLibrary.prototype.find;
PromptLibrary.prototype.find = function find(name, language, tenantId) {
  return name === promptName ? promptFile : shipped.call(this, name, language, tenantId);
};

const profileFile = process.env[profileVariable];
if (profileFile) {
  let running: Session | undefined;
  const toggle = async (): Promise<void> => {
    if (!running) {
      running = new Session();
      running.connect();
      await running.post("Profiler.enable");
      await running.post("Profiler.setSamplingInterval", { interval: sampleEveryMicros });
      await running.post("Profiler.start");
      console.log(JSON.stringify({ level: 30, profiler: "started" }));
      return;
    }
    const { profile } = await running.post("Profiler.stop");
    running.disconnect();
    running = undefined;
    writeFileSync(profileFile, JSON.stringify(profile));
    console.log(JSON.stringify({ level: 30, profiler: "stopped" }));
  };
  process.on("SIGURG", () => void toggle());
}

// Last: it does not come back before the system stops.
await import("../../server/src/main.ts");
