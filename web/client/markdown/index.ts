// Door of the Markdown that people write into the system: shown as text, never as HTML.
export { Markdown } from "./markdown.tsx";
