// The words of voice quality: the charts of a call's page, and what is said while a call sounds bad.

const chinese = {
  quality: "语音质量",
  "quality.received": "听到的：这一方的声音到本系统",
  "quality.sent": "送出的：本系统的声音到这一方",
  "quality.poor-line": "低于此线（3.1）几乎所有人都不满意",
  "quality.figure.mos": "语音评分 MOS",
  "quality.figure.loss": "丢包",
  "quality.figure.jitter": "抖动",
  "quality.figure.roundTrip": "往返时延",
  "quality.not-reported": "没有测到：电话没有发来报告。",
  "quality.none": "没有测量语音质量",
  "quality.none.text": "通话太短，或者没有声音经过本系统。",
  "leg.mos": "MOS",
  "leg.mos.lowest": "最低 {{lowest}}",
  "sound.silent": "听不到 {{who}} 的声音",
  "sound.poor": "{{who}} 的语音质量差",
  "sound.silent.text": "{{number}} 的通话已接通，但是没有收到 {{who}} 的声音。请检查麦克风、静音和防火墙。",
  "sound.poor.text": "{{number}} 的通话评分持续偏低，原因多半是网络丢包或者时延。",
  "sound.more": "另外还有 {{count}} 处声音问题",
  "live.sound": "声音",
  "live.sound.good": "正常",
  "live.sound.silent": "单向无声",
  "live.sound.poor": "质量差",
} as const;

const english: Readonly<Record<keyof typeof chinese, string>> = {
  quality: "Voice quality",
  "quality.received": "Received: this side's sound as it reaches us",
  "quality.sent": "Sent: our sound as it reaches this side",
  "quality.poor-line": "Below this line (3.1) nearly everybody is dissatisfied",
  "quality.figure.mos": "Opinion score MOS",
  "quality.figure.loss": "Loss",
  "quality.figure.jitter": "Jitter",
  "quality.figure.roundTrip": "Round trip",
  "quality.not-reported": "Not measured: the phone sent no reports.",
  "quality.none": "Voice quality was not measured",
  "quality.none.text": "The call was too short, or no sound passed through here.",
  "leg.mos": "MOS",
  "leg.mos.lowest": "lowest {{lowest}}",
  "sound.silent": "{{who}} is not heard",
  "sound.poor": "{{who}} sounds poor",
  "sound.silent.text":
    "The call {{number}} is up, but no sound comes from {{who}}. Check microphone, mute and firewall.",
  "sound.poor.text":
    "The call {{number}} keeps being rated low, mostly because of loss or delay in the network.",
  "sound.more": "{{count}} more calls or sides have trouble with their sound",
  "live.sound": "Sound",
  "live.sound.good": "Good",
  "live.sound.silent": "One side silent",
  "live.sound.poor": "Poor",
};

export const qualityTexts = { "zh-CN": chinese, en: english } as const;
