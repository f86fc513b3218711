// Small models that really understand and speak, in tones.
export {
  toneModels,
  toneWords,
  writeToneModels,
} from "../../server/src/telephony/speech-models/testing/index.ts";
