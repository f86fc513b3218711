declare module "sherpa-onnx-node" {
  type Waveform = { readonly samples: Float32Array; readonly sampleRate: number };
  export class OnlineStream {
    acceptWaveform(sound: Waveform): void;
    inputFinished(): void;
  }
  export class OnlineRecognizer {
    constructor(config: object);
    createStream(): OnlineStream;
    isReady(stream: OnlineStream): boolean;
    decode(stream: OnlineStream): void;
    getResult(stream: OnlineStream): { readonly text: string };
  }
  export class OfflineTts {
    constructor(config: object);
    readonly numSpeakers: number;
    generateAsync(wish: {
      readonly text: string;
      readonly sid: number;
      readonly speed: number;
      readonly enableExternalBuffer: boolean;
    }): Promise<Waveform>;
  }
  const sherpa: {
    readonly OnlineRecognizer: typeof OnlineRecognizer;
    readonly OfflineTts: typeof OfflineTts;
  };
  export default sherpa;
}
