// Plays a sound, and stops it when it is pressed again.
import { PauseCircleOutlined, PlayCircleOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useRef, useState } from "react";
import { useConsoleText } from "#console/texts";

/** `url`: a path of the server, or a blob's. */
export function PlayButton({ name, url }: { readonly name: string; readonly url: string }) {
  const t = useConsoleText();
  const audio = useRef<HTMLAudioElement>(null);
  const [plays, setPlays] = useState(false);
  const text = t(plays ? "prompts.stop" : "prompts.play", { name });
  // Another press takes the place of this one.
  const play = () => audio.current?.play().catch(() => setPlays(false));
  return (
    <>
      {/* A prompt has no captions: its text, where it is known, stands beside it. */}
      {/* oxlint-disable-next-line jsx-a11y/media-has-caption */}
      <audio
        ref={audio}
        src={url}
        preload="none"
        onPlay={() => setPlays(true)}
        onPause={() => setPlays(false)}
      />
      <Button
        size="small"
        type="text"
        shape="circle"
        icon={plays ? <PauseCircleOutlined /> : <PlayCircleOutlined />}
        title={text}
        aria-label={text}
        onClick={() => void (plays ? audio.current?.pause() : play())}
      />
    </>
  );
}
