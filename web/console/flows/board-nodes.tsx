// How a node and a comment look on the board.
import {
  ApiOutlined,
  AudioOutlined,
  AuditOutlined,
  BranchesOutlined,
  CheckCircleOutlined,
  ClockCircleOutlined,
  CloseCircleOutlined,
  CustomerServiceOutlined,
  EditOutlined,
  EnterOutlined,
  ExportOutlined,
  FieldNumberOutlined,
  MailOutlined,
  MessageOutlined,
  NodeIndexOutlined,
  NotificationOutlined,
  NumberOutlined,
  PartitionOutlined,
  PhoneOutlined,
  QuestionCircleOutlined,
  ReloadOutlined,
  RiseOutlined,
  RollbackOutlined,
  SoundOutlined,
  StarOutlined,
  StopOutlined,
  TableOutlined,
  TagOutlined,
  TranslationOutlined,
  UserSwitchOutlined,
  WarningOutlined,
} from "@ant-design/icons";
import { Handle, Position } from "@xyflow/react";
import type { Node, NodeProps } from "@xyflow/react";
import { Input, Tag } from "antd";
import { createContext, useContext } from "react";
import type { ReactNode } from "react";
import { waysOf } from "@tandem/flows";
import type { FlowNode } from "@tandem/flows";
import { useConsoleText } from "#console/texts";
import type { NodeCounts } from "./node-counts.ts";
import { typeText, wayText } from "./way-text.ts";

type Step = Node<
  {
    readonly node: FlowNode;
    readonly isStart: boolean;
    readonly level: "error" | "warning" | null;
    /** Against a version of the history. */
    readonly change: "added" | "changed" | null;
    readonly tried: "here" | "passed" | null;
    readonly about: string;
    /** Ways that lead nowhere. */
    readonly open: readonly string[];
    /** What callers did; null while that is not asked. */
    readonly counts: NodeCounts | null;
    /** Held against a version of the history: ways of that one may have begun here that are no more. */
    readonly isCompared: boolean;
  },
  "step"
>;
type Ghost = Node<{ readonly name: string; readonly node: FlowNode }, "ghost">;
type Comment = Node<
  {
    readonly index: number;
    readonly text: string;
    readonly mayWrite: boolean;
    readonly write: (index: number, text: string) => void;
  },
  "comment"
>;
export type BoardNode = Step | Ghost | Comment;

/** Where a connection began whose way is no more. */
export const goneDot = "gone";

const icons: Readonly<Record<string, ReactNode>> = {
  play: <SoundOutlined />,
  say: <MessageOutlined />,
  menu: <NumberOutlined />,
  answer: <PhoneOutlined />,
  queue: <CustomerServiceOutlined />,
  survey: <AuditOutlined />,
  voicemail: <SoundOutlined />,
  callback: <RollbackOutlined />,
  "business-hours": <ClockCircleOutlined />,
  "collect-digits": <FieldNumberOutlined />,
  "collect-speech": <AudioOutlined />,
  condition: <QuestionCircleOutlined />,
  switch: <BranchesOutlined />,
  "set-variable": <EditOutlined />,
  "loop-guard": <ReloadOutlined />,
  "http-request": <ApiOutlined />,
  "data-table": <TableOutlined />,
  webhook: <NotificationOutlined />,
  "send-message": <MailOutlined />,
  language: <TranslationOutlined />,
  priority: <RiseOutlined />,
  skills: <StarOutlined />,
  "tag-call": <TagOutlined />,
  "transfer-person": <UserSwitchOutlined />,
  "transfer-number": <PhoneOutlined />,
  "transfer-flow": <ExportOutlined />,
  "sub-flow": <PartitionOutlined />,
  return: <EnterOutlined />,
  refuse: <StopOutlined />,
  "hang-up": <CloseCircleOutlined />,
};

export function typeIcon(type: string): ReactNode {
  return icons[type] ?? <NodeIndexOutlined />;
}

/** True while the board is so far away that nobody draws a line from a dot. */
export const FarContext = createContext(false);

type DotProps = {
  readonly type: "source" | "target";
  readonly position: Position;
  readonly id?: string;
  readonly className?: string;
  readonly "data-testid"?: string;
};

/**
 * Where lines begin and end. From afar it is only a place: a thousand handles that listen to each movement are what a large
 * board would be slow of.
 */
function Dot({ type, position, id, className = "", ...rest }: DotProps) {
  const isFar = useContext(FarContext);
  if (!isFar)
    return <Handle {...{ type, position, className }} {...(id !== undefined && { id })} {...rest} />;
  const look = `react-flow__handle react-flow__handle-${position} ${type} ${className}`;
  return <div className={look} data-handleid={id} data-handlepos={position} {...rest} />;
}

export function StepNode({ id, data, selected }: NodeProps<Step>) {
  const t = useConsoleText();
  const { node, isStart, level, change, tried, about, open, counts, isCompared } = data;
  const look = ["flow-node", selected ? "chosen" : "", tried ? `tried-${tried}` : "", change ?? ""].join(" ");
  return (
    <div className={look} data-type={node.type} data-level={level ?? undefined} data-testid={`node-${id}`}>
      <Dot type="target" position={Position.Left} />
      {isCompared ? (
        <Dot type="source" position={Position.Right} id={goneDot} className="flow-dot-gone" />
      ) : null}
      <div className="flow-node-head">
        <span className="flow-node-icon">{typeIcon(node.type)}</span>
        <b title={id}>{id}</b>
        {isStart ? <Tag color="green">{t("flow.start")}</Tag> : null}
        {counts ? <span className="flow-node-count">{counts.entered}</span> : null}
        {counts && counts.errors > 0 ? (
          <span className="flow-node-count flow-node-error" title={t("insight.errors")}>
            {counts.errors}
          </span>
        ) : null}
        {level === "error" ? <WarningOutlined className="flow-node-error" /> : null}
        {level === "warning" ? <CheckCircleOutlined className="flow-node-warning" /> : null}
      </div>
      <div className="flow-node-about t-soft">
        {[typeText(node.type, t), about].filter(Boolean).join(" · ")}
      </div>
      {waysOf(node).map(({ name }) => (
        <div key={name} className={`flow-node-way ${open.includes(name) ? "open" : ""}`}>
          {wayText(name, t)}
          {counts ? <span className="flow-node-count">{counts.ways[name] ?? 0}</span> : null}
          <Dot type="source" position={Position.Right} id={name} data-testid={`way-${id}-${name}`} />
        </div>
      ))}
    </div>
  );
}

/** A node that is no more, where it stood. */
export function GhostNode({ data: { name, node } }: NodeProps<Ghost>) {
  const t = useConsoleText();
  return (
    <div className="flow-node gone" data-testid={`gone-${name}`}>
      <Handle type="target" position={Position.Left} isConnectable={false} />
      <div className="flow-node-head">
        <span className="flow-node-icon">{typeIcon(node.type)}</span>
        <b title={name}>{name}</b>
        <Tag>{t("compare.gone")}</Tag>
      </div>
      <div className="flow-node-about">{typeText(node.type, t)}</div>
      {waysOf(node).map(({ name: way }) => (
        <div key={way} className="flow-node-way">
          {wayText(way, t)}
          <Handle type="source" position={Position.Right} id={way} isConnectable={false} />
        </div>
      ))}
    </div>
  );
}

export function CommentNode({ data: { index, text, mayWrite, write } }: NodeProps<Comment>) {
  const t = useConsoleText();
  return (
    <div className="flow-comment">
      <Input.TextArea
        className="nodrag"
        variant="borderless"
        autoSize={{ minRows: 2 }}
        maxLength={1000}
        value={text}
        readOnly={!mayWrite}
        placeholder={t("flow.comment.placeholder")}
        onChange={(event) => write(index, event.target.value)}
      />
    </div>
  );
}
