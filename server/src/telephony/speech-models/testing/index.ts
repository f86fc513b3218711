// Door of what tests of models need.
export { toneModels, toneWords, writeToneModels } from "./tone-models.ts";
