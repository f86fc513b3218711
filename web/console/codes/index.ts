// Door of codes: stable names for what people call something.
export { freshCode } from "./fresh-code.ts";
