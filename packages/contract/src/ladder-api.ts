// The SIP messages of one call: as a ladder to draw, and as a capture file.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, timeSchema } from "./shapes.ts";

/** One column of the ladder: we are "tandem", every leg's other end is one of its own. */
export const ladderPartySchema = z.object({
  /** The leg's id; `tandem` for us. */
  id: z.string(),
  kind: z.enum(["caller", "tandem", "agent", "other"]),
  /** The caller's number, the agent's name, or the URI that was dialed. */
  name: z.string().meta(personal),
  /** Address and port the first message came from or went to. */
  address: z.string().meta(personal),
});
export type LadderParty = z.infer<typeof ladderPartySchema>;

export const ladderMessageSchema = z.object({
  at: timeSchema,
  /** Milliseconds since the first message. */
  afterMs: z.int(),
  /** `in` comes to us. */
  direction: z.enum(["in", "out"]),
  /** Ids of parties. */
  from: z.string(),
  to: z.string(),
  /** udp, tcp, tls, ws or wss. */
  transport: z.string(),
  /** Address and port of the other end. */
  peer: z.string().meta(personal),
  /** The request or status line. */
  firstLine: z.string(),
  /** The same message, byte for byte, was there before. */
  repeated: z.boolean(),
  /** The whole message; credentials, keys and pressed digits are removed. */
  text: z.string().meta(personal),
});
export type LadderMessage = z.infer<typeof ladderMessageSchema>;

export const ladderSchema = z.object({
  callId: idSchema,
  parties: z.array(ladderPartySchema),
  messages: z.array(ladderMessageSchema),
  /** Messages that are not kept because the call had too many. */
  cut: z.int(),
});
export type Ladder = z.infer<typeof ladderSchema>;

const params = z.object({ callId: idSchema });

export const getSignalling = defineEndpoint({
  method: "GET",
  path: "/api/v1/calls/{callId}/signalling",
  summary:
    "A call's SIP messages of all legs in order, without credentials; for supervisors and administrators",
  tag: "calls",
  access: "calls.read",
  params,
  response: ladderSchema,
});

/** Answers a capture file; the schema describes problems only. */
export const getSignallingCapture = defineEndpoint({
  method: "GET",
  path: "/api/v1/calls/{callId}/signalling.pcap",
  summary: "A call's SIP messages as a capture file for Wireshark, without credentials",
  tag: "calls",
  access: "calls.read",
  params,
  response: z.any().meta({ contentType: "application/vnd.tcpdump.pcap" }),
});
