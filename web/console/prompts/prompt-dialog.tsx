// Gives a prompt a sound: a file, what is said into the microphone now, or a text that the engine speaks.
import { AudioOutlined, UploadOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Form, Input, Modal, Select, Tabs, Upload } from "antd";
import { useState } from "react";
import { endpoints } from "@tandem/contract";
import type { Locale } from "@tandem/contract";
import { callEndpoint } from "#client/api";
import { refusalText, useConsoleText } from "#console/texts";
import { PlayButton } from "./play-button.tsx";
import { TrySpeech } from "./try-speech.tsx";
import { useRecorder } from "./use-recorder.ts";
import { promptsKey } from "./use-prompts.ts";

/** A prompt to be given a sound; without a name, a new one. */
export type PromptWish = { readonly name: string; readonly language: Locale; readonly text: string };

type Way = "file" | "microphone" | "text";

export function PromptDialog({ wish, onClose }: { readonly wish: PromptWish; readonly onClose: () => void }) {
  const t = useConsoleText();
  const queries = useQueryClient();
  const [name, setName] = useState(wish.name);
  const [language, setLanguage] = useState(wish.language);
  const [way, setWay] = useState<Way>(wish.text === "" ? "file" : "text");
  const [file, setFile] = useState<File>();
  const [text, setText] = useState(wish.text);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const recorder = useRecorder();
  const isName = /^[a-z0-9-]{1,64}$/.test(name);
  const sound = way === "file" ? file : recorder.sound;
  const ready = isName && (way === "text" ? text.trim() !== "" : sound !== undefined);

  const save = async () => {
    setBusy(true);
    setProblem(undefined);
    const params = { name, language };
    const source = way === "microphone" ? ("recorded" as const) : ("uploaded" as const);
    const answer =
      way === "text"
        ? await callEndpoint(endpoints.speakPrompt, { params, body: { text } })
        : await callEndpoint(endpoints.setPrompt, {
            params,
            query: { source },
            body: new Uint8Array((await sound?.arrayBuffer()) ?? new ArrayBuffer(0)),
          });
    setBusy(false);
    if (!answer.ok) return setProblem(refusalText(answer.problem, t));
    await queries.invalidateQueries({ queryKey: promptsKey });
    onClose();
  };

  const byFile = (
    <>
      <Upload
        accept=".wav,.mp3,audio/wav,audio/mpeg"
        maxCount={1}
        beforeUpload={(chosen) => {
          setFile(chosen);
          return false;
        }}
        onRemove={() => setFile(undefined)}
        fileList={file ? [{ uid: "1", name: file.name }] : []}
      >
        <Button icon={<UploadOutlined />} data-testid="prompt-file">
          {t("prompts.choose-file")}
        </Button>
      </Upload>
      <p className="t-soft">{t("prompts.choose-file.text")}</p>
    </>
  );
  const byMicrophone = (
    <>
      <div className="prompts-sound">
        <Button
          danger={recorder.isRecording}
          icon={<AudioOutlined />}
          data-testid="prompt-record"
          onClick={() => void (recorder.isRecording ? recorder.stop() : recorder.start())}
        >
          {recorder.isRecording
            ? t("prompts.record.stop", { seconds: String(recorder.seconds) })
            : t(recorder.sound ? "prompts.record.again" : "prompts.record")}
        </Button>
        {recorder.url === undefined ? null : <PlayButton name={name} url={recorder.url} />}
      </div>
      {recorder.isRefused ? <Alert type="error" showIcon title={t("prompts.record.refused")} /> : null}
      <p className="t-soft">{t("prompts.record.text")}</p>
    </>
  );
  const byText = (
    <>
      <Input.TextArea
        autoSize={{ minRows: 3 }}
        maxLength={2000}
        value={text}
        placeholder={t("prompts.speak.placeholder")}
        aria-label={t("prompts.speak")}
        data-testid="prompt-text"
        onChange={(event) => setText(event.target.value)}
      />
      <TrySpeech text={text} language={language} />
    </>
  );
  return (
    <Modal
      open
      title={wish.name === "" ? t("prompts.add") : wish.name}
      okText={t("save")}
      cancelText={t("cancel")}
      okButtonProps={{ disabled: !ready, loading: busy, "data-testid": "prompt-save" }}
      onOk={() => void save()}
      onCancel={onClose}
    >
      {problem === undefined ? null : <Alert type="error" showIcon title={problem} />}
      <Form layout="vertical" requiredMark={false}>
        {wish.name === "" ? (
          <Form.Item
            label={t("prompts.name")}
            {...(name !== "" && !isName && { validateStatus: "error" as const })}
            help={t("prompts.name.help")}
          >
            <Input
              value={name}
              maxLength={64}
              data-testid="prompt-name"
              onChange={(event) => setName(event.target.value.trim())}
            />
          </Form.Item>
        ) : null}
        <Form.Item label={t("flow-field.language")}>
          <Select
            style={{ width: 140 }}
            value={language}
            disabled={wish.name !== ""}
            data-testid="prompt-language"
            options={[
              { value: "zh-CN", label: "中文" },
              { value: "en", label: "English" },
            ]}
            onChange={setLanguage}
          />
        </Form.Item>
      </Form>
      <Tabs
        activeKey={way}
        onChange={(key) => setWay(key as Way)}
        items={[
          { key: "file", label: t("prompts.way.file"), children: byFile },
          { key: "microphone", label: t("prompts.way.microphone"), children: byMicrophone },
          { key: "text", label: t("prompts.way.text"), children: byText },
        ]}
      />
    </Modal>
  );
}
