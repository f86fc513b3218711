// Door of secrets: keys and passwords that flows send to servers.
export { SecretsCard } from "./secrets-card.tsx";
export { useSecrets } from "./use-secrets.ts";
