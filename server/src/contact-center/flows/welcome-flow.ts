// The flow a new tenant begins with: a welcome, a menu, the service queue.
import type { FlowDocumentInput } from "@tandem/flows";
import type { QueueId } from "@tandem/kernel";

export function welcomeFlow(queueId: QueueId): FlowDocumentInput {
  return {
    schema: 1,
    language: "zh-CN",
    start: "welcome",
    nodes: {
      welcome: { type: "play", prompts: ["welcome"], next: "menu" },
      menu: {
        type: "menu",
        prompts: ["menu-main", "menu-english"],
        choices: { "1": "service", "2": "service-english", "9": "menu" },
        timeoutSeconds: 5,
        retries: 2,
        otherwise: "service",
      },
      service: { type: "queue", queueId, next: "goodbye", unavailable: "sorry" },
      "service-english": { type: "queue", queueId, language: "en", next: "goodbye", unavailable: "sorry" },
      goodbye: { type: "hang-up", prompts: ["goodbye"] },
      sorry: { type: "hang-up", prompts: ["system-error"] },
    },
  };
}
