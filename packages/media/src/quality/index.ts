// Door of voice quality: what became of each packet, and what that does to speech.
export { codecImpairment } from "./codec-impairment.ts";
export { meanOpinionScore, rating } from "./transmission-rating.ts";
export { bufferFor, createReception, endReception, receive, takeReception } from "./reception.ts";
export type { Reception, ReceptionFigures } from "./reception.ts";
