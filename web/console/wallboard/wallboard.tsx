// The wallboard: queues and agents as they are now, for a screen that is read from across the room.
import { Button } from "antd";
import { useMemo, useState } from "react";
import type { AgentLive, LiveState } from "@tandem/contract";
import { EmptyState, LoadingState, StateBadge, useNow } from "@tandem/ui";
import type { Tone } from "@tandem/ui";
import { LiveNotices } from "#client/frame";
import { useLive } from "#client/live";
import { Link, routePath } from "#console/routing";
import { useConsoleText } from "#console/texts";
import { LimitsDialog } from "./limits-dialog.tsx";
import { toggleFullScreen, useAlarmSound } from "./use-screen.ts";
import { alarmsOf, levelsOf } from "./wall-levels.ts";
import type { QueueLevels } from "./wall-levels.ts";
import { WallQueue } from "./wall-queue.tsx";
import "./wallboard.css";

export function Wallboard() {
  const t = useConsoleText();
  const { state, clockOffsetMs } = useLive();
  if (!state) return <LoadingState title={t("loading")} />;
  return <Wall state={state} clockOffsetMs={clockOffsetMs} />;
}

type WallProps = { readonly state: LiveState; readonly clockOffsetMs: number };

function Wall({ state, clockOffsetMs }: WallProps) {
  const t = useConsoleText();
  const [asked, setAsked] = useState<string>();
  const nowSeconds = Math.floor(useNow(clockOffsetMs));
  const levels = new Map<string, QueueLevels>(
    state.queues.map((queue) => [queue.id, levelsOf(queue, nowSeconds * 1000)]),
  );
  const names = [...alarmsOf(levels)].join(" ");
  const alarms = useMemo(() => new Set(names === "" ? [] : names.split(" ")), [names]);
  const [hasSound, toggleSound] = useAlarmSound(alarms);
  const chosen = state.queues.find(({ id }) => id === asked);
  return (
    <div className="wall" data-testid="wallboard">
      <LiveNotices />
      <header className="wall-head">
        <Link to={routePath({ kind: "section", section: "live" })}>{t("wall.back")}</Link>
        <AgentStates agents={state.agents} />
        <span className="wall-acts">
          <Button onClick={toggleSound} aria-pressed={hasSound} data-testid="wall-sound">
            {t(hasSound ? "wall.sound.on" : "wall.sound.off")}
          </Button>
          <Button onClick={toggleFullScreen} data-testid="wall-full">
            {t("wall.full")}
          </Button>
        </span>
      </header>
      {state.queues.length === 0 ? <EmptyState title={t("live.queues.none")} /> : null}
      <main className="wall-queues">
        {state.queues.map((queue) => (
          <WallQueue
            key={queue.id}
            queue={queue}
            levels={levels.get(queue.id) ?? levelsOf(queue, 0)}
            onLimits={() => setAsked(queue.id)}
          />
        ))}
      </main>
      {chosen ? <LimitsDialog queue={chosen} onClose={() => setAsked(undefined)} /> : null}
    </div>
  );
}

const kinds = ["ready", "reserved", "offered", "talking", "hold", "wrap-up", "away"] as const;
type Kind = (typeof kinds)[number];

const toneOf = (kind: Kind): Tone => (kind === "reserved" ? "offered" : kind);

/** Pure: what an agent counts as; undefined when not at work. */
function kindOf({ workState, presence, reservedFor }: AgentLive): Kind | undefined {
  if (reservedFor) return "reserved";
  if (workState === "on-hold") return "hold";
  if (workState !== "idle") return workState;
  if (presence === "available") return "ready";
  return presence === "away" ? "away" : undefined;
}

/** How many agents are in each state. */
function AgentStates({ agents }: { readonly agents: readonly AgentLive[] }) {
  const t = useConsoleText();
  const counts = Map.groupBy(agents, kindOf);
  return (
    <ul className="wall-agents" aria-label={t("live.agents")}>
      {kinds.map((kind) => (
        <li key={kind} data-testid={`wall-agents-${kind}`}>
          <StateBadge tone={toneOf(kind)} state={kind}>
            {t(`wall.agents.${kind}`)}
          </StateBadge>
          <b className="t-figures">{counts.get(kind)?.length ?? 0}</b>
        </li>
      ))}
    </ul>
  );
}
