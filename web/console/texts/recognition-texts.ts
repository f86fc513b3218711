// Words of the engine that understands callers, and of nodes that listen to them.

const chinese = {
  "recognition.title": "听懂来电方",
  "recognition.text":
    "流程里的“听取语音”节点和可以用说的菜单由它识别。来电方说话时，声音会交给这里设置的引擎；通话记录里只记是否听懂，不记说了什么。",
  "recognition.engine.none": "不用",
  "recognition.engine.local": "本机模型（sherpa-onnx，离线可用，声音不出本机）",
  "models.none": "模型文件夹里还没有模型：请运维人员按《运维手册》“语音识别”一章放入",
  "models.zh-CN": "中文模型",
  "models.en": "英文模型",
  "models.voice.zh-CN": "中文声音编号",
  "models.voice.en": "英文声音编号",
  "recognition.engine.http": "HTTP 服务器（OpenAI /v1/audio/transcriptions 形式，说完再识别）",
  "recognition.engine.websocket": "WebSocket 服务器（边说边识别）",
  "recognition.url.http.help":
    "SenseVoice、Paraformer、Whisper、OpenAI 等。内网地址需运维人员允许（TANDEM_WEBHOOK_ALLOWED）。",
  "recognition.url.websocket.help":
    "协议见《运维手册》“语音识别”一章。内网地址需运维人员允许（TANDEM_WEBHOOK_ALLOWED）。",
  "recognition.url.http.wrong": "请输入 https:// 开头的地址",
  "recognition.url.websocket.wrong": "请输入 wss:// 开头的地址",
  "recognition.try": "说一句试试",
  "recognition.try.stop": "说完了（{{seconds}} 秒）",
  "recognition.try.text": "先保存。对着麦克风说一句话，看看听成什么。",
  "recognition.heard": "听到：“{{text}}”，用时 {{duration}} ms",
  "recognition.not-understood": "没有听懂",
  "node.collect-speech": "听取语音",
  "flow-field.expected": "可能会说的词（逗号分隔，可不填）",
  "flow-field.voiceInterrupts": "说话可以打断提示音",
  "flow-field.longestSeconds": "最多说多久（秒）",
  "flow-field.pauseSeconds.collect-speech": "停顿多久算说完（秒）",
  "flow-field.timeoutSeconds.collect-speech": "等待开口（秒）",
  "flow-field.invalidPrompt.collect-speech": "没听懂时播放",
  "flow-field.noInputPrompt.collect-speech": "没说话时播放",
  "flow-field.words": "也可以说（按键 ← 词，逗号分隔）",
  "flow-problem.no-recognition": "没有设置语音识别：来电方说话没有人听，只能走“不可用”或按键",
  "try.listens": "听来电方说话",
  "try.said": "说",
  "try.says-choice": "说出选项 {{digit}}",
  "try.said.placeholder": "来电方说的话",
  "try.not-listening": "无法识别",
  "listening.no-engine": "没有设置语音识别",
  "listening.too-many": "同时听的来电太多",
  "listening.media-lost": "媒体进程中断",
  "refused.secret-in-engine": "语音引擎还在使用这个密钥：请先换掉",
  "refused.no-recognition": "没有设置语音识别：请先选择并保存",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  "recognition.title": "Understanding callers",
  "recognition.text":
    "For nodes “collect speech”, and for menus whose choices can be said. While a caller speaks, their voice goes to the engine that is set here; the call's record says whether they were understood, never what they said.",
  "recognition.engine.none": "None",
  "recognition.engine.local":
    "Models on this machine (sherpa-onnx, without the internet; no sound leaves it)",
  "models.none":
    "There are no models in the folder yet: the operator puts them there, as the operations manual says under “Speech recognition”",
  "models.zh-CN": "Model for Chinese",
  "models.en": "Model for English",
  "models.voice.zh-CN": "Number of the Chinese voice",
  "models.voice.en": "Number of the English voice",
  "recognition.engine.http":
    "HTTP server (in the form of OpenAI's /v1/audio/transcriptions, after the caller has spoken)",
  "recognition.engine.websocket": "WebSocket server (while the caller speaks)",
  "recognition.url.http.help":
    "SenseVoice, Paraformer, Whisper, OpenAI and others. Addresses of your own network have to be allowed by the operator (TANDEM_WEBHOOK_ALLOWED).",
  "recognition.url.websocket.help":
    "The protocol is in the operations manual, “Speech recognition”. Addresses of your own network have to be allowed by the operator (TANDEM_WEBHOOK_ALLOWED).",
  "recognition.url.http.wrong": "Enter an address that begins with https://",
  "recognition.url.websocket.wrong": "Enter an address that begins with wss://",
  "recognition.try": "Say something",
  "recognition.try.stop": "That was it ({{seconds}} s)",
  "recognition.try.text": "Save first. Then say a sentence into the microphone, and see what is understood.",
  "recognition.heard": "Understood: “{{text}}”, after {{duration}} ms",
  "recognition.not-understood": "Not understood",
  "node.collect-speech": "Collect speech",
  "flow-field.expected": "What may be said (with commas; can be left out)",
  "flow-field.voiceInterrupts": "Speaking ends the prompt",
  "flow-field.longestSeconds": "Speaking at most (seconds)",
  "flow-field.pauseSeconds.collect-speech": "Pause that means the end (seconds)",
  "flow-field.timeoutSeconds.collect-speech": "Wait for the first word (seconds)",
  "flow-field.invalidPrompt.collect-speech": "When not understood",
  "flow-field.noInputPrompt.collect-speech": "When nothing is said",
  "flow-field.words": "May be said instead (key ← words, with commas)",
  "flow-problem.no-recognition":
    "No recognition engine is set: nobody listens; callers take “unavailable”, or press keys",
  "try.listens": "The caller is listened to",
  "try.said": "Say",
  "try.says-choice": "Says choice {{digit}}",
  "try.said.placeholder": "What the caller says",
  "try.not-listening": "Recognition is not available",
  "listening.no-engine": "no recognition engine is set",
  "listening.too-many": "too many callers are listened to at once",
  "listening.media-lost": "the media process was interrupted",
  "refused.secret-in-engine": "A speech engine is asked with this secret: give it another first",
  "refused.no-recognition": "No recognition engine is set: choose one and save first",
};

export const recognitionTexts = { "zh-CN": chinese, en: english } as const;
