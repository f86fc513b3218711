// Small shapes that several endpoints share.
import { z } from "zod";

export const idSchema = z.uuid();
/** A moment as ISO 8601 text in UTC. */
export const timeSchema = z.iso.datetime();
export const localeSchema = z.enum(["zh-CN", "en"]);
export type Locale = z.infer<typeof localeSchema>;

export const roleSchema = z.enum(["agent", "supervisor", "admin"]);
export type Role = z.infer<typeof roleSchema>;

/** What the agent chose. */
export const presenceSchema = z.enum(["available", "away", "offline"]);
export type Presence = z.infer<typeof presenceSchema>;

/** Why an agent is away: the code of one of the tenant's reasons, or `no-answer` or `long-call` from the system. */
export const awayReasonSchema = z.string().regex(/^[a-z0-9-]{1,40}$/);
export type AwayReason = z.infer<typeof awayReasonSchema>;

/** Something that people name, in both languages. */
export const wordsSchema = z.object({
  "zh-CN": z.string().trim().min(1).max(60),
  en: z.string().trim().min(1).max(60),
});

/** What the agent is doing, derived from the calls that exist. */
export const workStateSchema = z.enum(["idle", "offered", "talking", "on-hold", "wrap-up"]);
export type WorkState = z.infer<typeof workStateSchema>;
