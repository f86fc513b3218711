// The small shapes that several kinds of node share.
import { z } from "zod";
import { longestExpression } from "./expressions.ts";

export const nodeName = z.string().min(1).max(64);
/** Where a way leads that was not drawn yet; no node may be called so. */
export const nowhere = "?";
const promptName = z
  .string()
  .regex(/^[a-z0-9-]{1,64}$/, "a prompt's name has small letters, digits and hyphens");
export const prompts = z.array(promptName).max(10);
export const language = z.enum(["zh-CN", "en"]);
export type FlowLanguage = z.infer<typeof language>;

/** How long to wait for a key after a prompt ended. */
export const keyTimeout = z.number().min(1).max(60).default(5);
/** How often the caller is asked again after a wrong key or none. */
export const retries = z.int().min(0).max(9);
export const invalidPrompt = promptName.default("invalid-choice");
export const noInputPrompt = promptName.default("no-input");

/** In CEL; what does not parse is told with the reason by the check of the document, so that it can be saved half-written. */
export const expression = z.string().min(1).max(longestExpression);
/** `call` is what is known of the call, `response` what a server answered. */
export const variableName = z
  .string()
  .regex(
    /^(?!call$|response$|true$|false$|null$|in$)[a-z_][a-z0-9_]{0,39}$/,
    "a variable's name has small letters, digits and _",
  );
