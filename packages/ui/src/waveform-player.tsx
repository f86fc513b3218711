// Plays a stereo recording and draws both channels, one under the other.
import { useEffect, useRef, useState } from "react";
import WaveSurfer from "wavesurfer.js";
import { Button } from "./button.tsx";
import { formatDuration } from "./duration.ts";

export type WaveformWords = {
  readonly left: string;
  readonly right: string;
  readonly play: string;
  readonly pause: string;
  readonly loading: string;
  readonly failed: string;
  readonly speed: string;
  readonly download: string;
  readonly waveform: string;
};

/** A part of the recording, as the strip under the waveform shows it. */
export type WaveformSegment = {
  readonly fromSeconds: number;
  readonly toSeconds: number;
  readonly label: string;
  /** Nothing, or silence in place of what was said. */
  readonly quiet: boolean;
};

export type WaveformPlayerProps = {
  /** Where the sound is; same origin. */
  readonly audioUrl: string;
  readonly fileName: string;
  readonly words: WaveformWords;
  /** In their order; none when nothing is known of them. */
  readonly segments?: readonly WaveformSegment[];
};

const speeds = [1, 1.5, 2] as const;
/** Pixels of one channel's lane. */
const laneHeight = 56;

type Playback =
  | { kind: "loading"; percent: number }
  | { kind: "ready"; playing: boolean }
  | { kind: "failed" };

/** Reads a colour of the theme, so that the drawing follows dark and light. */
function themeColor(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim();
}

/** The colours of now: the drawing does not follow the theme by itself. */
function look(container: HTMLElement) {
  const lane = (ahead: string, played: string) => ({
    waveColor: themeColor(container, ahead),
    progressColor: themeColor(container, played),
    height: laneHeight,
  });
  return {
    cursorColor: themeColor(container, "--t-text"),
    splitChannels: [lane("--t-wave-left", "--t-ready"), lane("--t-wave-right", "--t-talking")],
  };
}

function createWaveform(container: HTMLElement, audioUrl: string): WaveSurfer {
  return WaveSurfer.create({
    container,
    url: audioUrl,
    barWidth: 2,
    barGap: 1,
    barRadius: 1,
    ...look(container),
    dragToSeek: true,
    hideScrollbar: true,
  });
}

function useWaveform(audioUrl: string) {
  const container = useRef<HTMLDivElement>(null);
  const player = useRef<WaveSurfer | undefined>(undefined);
  const [playback, setPlayback] = useState<Playback>({ kind: "loading", percent: 0 });
  const [position, setPosition] = useState({ atSeconds: 0, ofSeconds: 0 });
  useEffect(() => {
    if (container.current === null) return undefined;
    const waveform = createWaveform(container.current, audioUrl);
    player.current = waveform;
    waveform.on("loading", (percent) => setPlayback({ kind: "loading", percent }));
    waveform.on("ready", (ofSeconds) => {
      setPlayback({ kind: "ready", playing: false });
      setPosition({ atSeconds: 0, ofSeconds });
    });
    waveform.on("play", () => setPlayback({ kind: "ready", playing: true }));
    waveform.on("pause", () => setPlayback({ kind: "ready", playing: false }));
    waveform.on("timeupdate", (atSeconds) => setPosition((before) => ({ ...before, atSeconds })));
    waveform.on("error", () => setPlayback({ kind: "failed" }));
    return () => waveform.destroy();
  }, [audioUrl]);
  useEffect(() => {
    const list = matchMedia("(prefers-color-scheme: dark)");
    const redraw = () => {
      if (container.current !== null) player.current?.setOptions(look(container.current));
    };
    list.addEventListener("change", redraw);
    return () => list.removeEventListener("change", redraw);
  }, []);
  return { container, player, playback, position };
}

export function WaveformPlayer({ audioUrl, fileName, words, segments = [] }: WaveformPlayerProps) {
  const { container, player, playback, position } = useWaveform(audioUrl);
  const playing = playback.kind === "ready" && playback.playing;
  return (
    <div className="t-player" data-state={playback.kind}>
      <div className="t-player-lanes">
        <div className="t-player-labels" aria-hidden="true">
          <span className="t-tone-ready">{words.left}</span>
          <span className="t-tone-talking">{words.right}</span>
        </div>
        <div
          ref={container}
          className="t-player-waveform"
          data-testid="recording-waveform"
          title={words.waveform}
        />
      </div>
      <Segments segments={segments} onJump={(seconds) => player.current?.setTime(seconds)} />
      <div className="t-player-bar">
        <Button
          look="primary"
          testId="recording-play"
          disabled={playback.kind !== "ready"}
          onClick={() => void player.current?.playPause()}
        >
          {playing ? `❚❚ ${words.pause}` : `▶ ${words.play}`}
        </Button>
        <span className="t-figures">
          {formatDuration(position.atSeconds)} / {formatDuration(position.ofSeconds)}
        </span>
        <PlayerNotice playback={playback} words={words} />
        <span className="t-player-space" />
        <SpeedChoice words={words} onChange={(speed) => player.current?.setPlaybackRate(speed, true)} />
        <a className="t-button t-button-plain" href={audioUrl} download={fileName}>
          {words.download}
        </a>
      </div>
    </div>
  );
}

type SegmentsProps = {
  readonly segments: readonly WaveformSegment[];
  readonly onJump: (seconds: number) => void;
};

/** Who is heard when, each part as wide as it is long; a press jumps to its beginning. */
function Segments({ segments, onJump }: SegmentsProps) {
  if (segments.length === 0) return null;
  return (
    <ol className="t-player-segments" data-testid="recording-segments">
      {segments.map(({ fromSeconds, toSeconds, label, quiet }) => (
        <li key={fromSeconds} style={{ flexGrow: toSeconds - fromSeconds }} data-quiet={quiet}>
          <button
            type="button"
            title={`${formatDuration(fromSeconds)} ${label}`}
            onClick={() => onJump(fromSeconds)}
          >
            {label}
          </button>
        </li>
      ))}
    </ol>
  );
}

type SpeedChoiceProps = { readonly words: WaveformWords; readonly onChange: (speed: number) => void };

function SpeedChoice({ words, onChange }: SpeedChoiceProps) {
  const [speed, setSpeed] = useState<number>(1);
  const choose = (next: number) => {
    setSpeed(next);
    onChange(next);
  };
  return (
    <fieldset aria-label={words.speed} className="t-player-speeds">
      {speeds.map((choice) => (
        <Button key={choice} pressed={choice === speed} onClick={() => choose(choice)}>
          {choice}×
        </Button>
      ))}
    </fieldset>
  );
}

function PlayerNotice({ playback, words }: { readonly playback: Playback; readonly words: WaveformWords }) {
  if (playback.kind === "failed") return <span role="alert">{words.failed}</span>;
  if (playback.kind === "loading") return <output>{words.loading}</output>;
  return null;
}
