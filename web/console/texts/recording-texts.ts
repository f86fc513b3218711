// Words about keeping recordings, and of the node's alarms.

const chinese = {
  "recording.deleted": "录音已删除",
  "recording.deleted.text": "录音的密钥和文件已销毁，无法恢复；通话记录保留。",
  "recording.held": "已锁定保留，不能删除，到期也不删除",
  "recording.hold": "锁定保留",
  "recording.release": "取消锁定",
  "recording.delete": "删除录音",
  "recording.delete.ask": "永久删除这段录音？",
  "recording.delete.text": "密钥立即销毁，声音再也无法恢复。通话记录保留，并记下是谁删除的。",
  "recording.delete.done": "录音已删除",
  "recording.in-store": "存放在对象存储",
  "recordings.policy": "录音保存",
  "recordings.policy.text": "超过天数的录音每天夜里永久删除；锁定保留的录音除外。",
  "recordings.keep-days": "保存天数",
  "recordings.keep-days.none": "永久保存",
  "recordings.keep-days.wrong": "请输入 1 到 36500 的整数，或留空",
  "recordings.shorter": "缩短保存天数？",
  "recordings.shorter.text": "今夜将永久删除 {{days}} 天以前的所有录音，无法恢复。",
  "recordings.save": "保存",
  "recordings.saved": "已保存",
  "recordings.store.local": "录音存放在本机磁盘。",
  "recordings.store.s3": "通话结束后，录音移到对象存储。",
  "recordings.waiting.none": "没有等待上传的录音。",
  "recordings.waiting": "{{count}} 段录音（{{size}}）等待上传，最早的从 {{since}} 开始等待。",
  "recordings.trouble.away": "对象存储没有回应，稍后自动重试。",
  "recordings.trouble.refused": "对象存储拒绝访问，请检查设置。",
  "alarm.disk-nearly-full": "磁盘快满了，只剩 {{detail}}",
  "alarm.disk-nearly-full.text":
    "请删除不需要的文件、换更大的磁盘，或缩短录音保存天数。磁盘满后通话继续，但录音会中断。",
  "alarm.disk-full": "磁盘已满，只剩 {{detail}}",
  "alarm.disk-full.text": "通话继续，但录音会中断，记录可能写不下去。请立刻腾出空间。",
  "alarm.recordings-incomplete": "{{count}} 段录音不完整",
  "alarm.recordings-incomplete.text":
    "磁盘写不进去或太慢（{{detail}}）。通话不受影响。请检查磁盘；下一段完整的录音保存后，本提示自动消失。",
  "alarm.uploads-near-limit": "等待上传的录音快到上限：{{detail}}",
  "alarm.uploads-near-limit.text": "录音加密存放在本机，请检查对象存储和网络。",
  "alarm.uploads-past-limit": "等待上传的录音超过上限：{{detail}}",
  "alarm.uploads-past-limit.text":
    "新的录音继续存放在本机磁盘，直到磁盘写满。请检查对象存储和网络，或提高 TANDEM_S3_WAIT_LIMIT_MB。",
  "alarm.uploads-refused": "对象存储拒绝接收录音",
  "alarm.uploads-refused.text": "{{detail}}。录音加密存放在本机，设置改正后自动上传。",
  "alarm.keys-locked": "{{count}} 个录音密钥打不开",
  "alarm.keys-locked.text":
    "用这些密钥加密的录音无法播放，其他录音不受影响。请放回原来的密钥文件（recordings.key），再重新启动。",
  "alarm.ports-used-up": "语音端口用完，拒绝了 {{count}} 个呼叫",
  "alarm.ports-used-up.text":
    "请用 TANDEM_RTP_PORTS 扩大端口范围，并在防火墙放行。五分钟内没有再拒绝，本提示自动消失。",
};

const english: typeof chinese = {
  "recording.deleted": "The recording was deleted",
  "recording.deleted.text":
    "Its keys and its file are destroyed and cannot be brought back; the call's record stays.",
  "recording.held": "Held: it cannot be deleted",
  "recording.hold": "Hold",
  "recording.release": "Release",
  "recording.delete": "Delete recording",
  "recording.delete.ask": "Delete this recording for good?",
  "recording.delete.text":
    "Its keys are destroyed at once, and nothing brings the sound back. The call's record stays, and says who did it.",
  "recording.delete.done": "The recording was deleted",
  "recording.in-store": "In the object store",
  "recordings.policy": "Keeping recordings",
  "recordings.policy.text":
    "Recordings older than this are deleted for good every night, except those that are held.",
  "recordings.keep-days": "Days to keep",
  "recordings.keep-days.none": "for ever",
  "recordings.keep-days.wrong": "A whole number from 1 to 36500, or nothing",
  "recordings.shorter": "Keep recordings for a shorter time?",
  "recordings.shorter.text":
    "Tonight every recording older than {{days}} days is deleted for good. Nothing brings them back.",
  "recordings.save": "Save",
  "recordings.saved": "Saved",
  "recordings.store.local": "Recordings are kept on this machine's disk.",
  "recordings.store.s3": "When a call is over, its recording moves to the object store.",
  "recordings.waiting.none": "No recording waits.",
  "recordings.waiting": "Waiting: {{count}} ({{size}}), the oldest since {{since}}.",
  "recordings.trouble.away": "The object store does not answer; it is tried again by itself.",
  "recordings.trouble.refused": "The object store refuses access: check its settings.",
  "alarm.disk-nearly-full": "The disk is nearly full: {{detail}} left",
  "alarm.disk-nearly-full.text":
    "Delete what is not needed, use a bigger disk, or keep recordings for a shorter time. On a full disk calls go on, but recordings break off.",
  "alarm.disk-full": "The disk is full: {{detail}} left",
  "alarm.disk-full.text":
    "Calls go on, but recordings break off, and records may soon not be written. Make room now.",
  "alarm.recordings-incomplete": "Incomplete recordings: {{count}}",
  "alarm.recordings-incomplete.text":
    "The disk took no more, or was too slow ({{detail}}). Calls are not affected. Look after the disk; this goes away with the next whole recording.",
  "alarm.uploads-near-limit": "Recordings that wait for the object store are near the limit: {{detail}}",
  "alarm.uploads-near-limit.text":
    "They wait on this disk, encrypted. Check the object store and the network.",
  "alarm.uploads-past-limit": "Recordings that wait for the object store are past the limit: {{detail}}",
  "alarm.uploads-past-limit.text":
    "New recordings go on this disk for as long as it has room. Check the object store and the network, or raise TANDEM_S3_WAIT_LIMIT_MB.",
  "alarm.uploads-refused": "The object store refuses recordings",
  "alarm.uploads-refused.text":
    "{{detail}}. They wait on this disk, encrypted, and move by themselves when the setting is right.",
  "alarm.keys-locked": "Keys of recordings that do not open: {{count}}",
  "alarm.keys-locked.text":
    "What they sealed does not play; other recordings do. Put the former key file (recordings.key) back and start again.",
  "alarm.ports-used-up": "Media ports are used up; calls refused: {{count}}",
  "alarm.ports-used-up.text":
    "Widen the range with TANDEM_RTP_PORTS, in the firewall as well. This goes away after five minutes without a refused call.",
};

export const recordingTexts = { "zh-CN": chinese, en: english };
