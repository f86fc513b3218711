// Presence as watchers get it: PIDF (RFC 3863) with the activities of RFC 4480. Pure.
import type { MessageBody } from "@tandem/sip";
import { escapeXml } from "./xml.ts";

/** Activities of RFC 4480 §3.2 that this system can know of. */
export type Activity = "on-the-phone" | "away" | "meal" | "meeting" | "busy" | "other";

export type PresenceState = {
  /** Whether a call would reach the person now. */
  readonly open: boolean;
  readonly activities: readonly Activity[];
};

/** `entity` is the SIP URI of the person. */
export function presenceDocument(entity: string, { open, activities }: PresenceState): MessageBody {
  const person =
    activities.length === 0
      ? ""
      : `  <dm:person id="person">\n    <rpid:activities>` +
        activities.map((activity) => `<rpid:${activity}/>`).join("") +
        `</rpid:activities>\n  </dm:person>\n`;
  const text =
    `<?xml version="1.0" encoding="UTF-8"?>\n` +
    `<presence xmlns="urn:ietf:params:xml:ns:pidf" xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model" ` +
    `xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid" entity="${escapeXml(entity)}">\n` +
    `  <tuple id="phone">\n    <status><basic>${open ? "open" : "closed"}</basic></status>\n` +
    `    <contact>${escapeXml(entity)}</contact>\n  </tuple>\n${person}</presence>\n`;
  return { contentType: "application/pidf+xml", text };
}
