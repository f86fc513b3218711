// Words about the certificates of a node: the table of the system page and the banner for administrators.

const chinese = {
  "certificates.title": "证书（HTTPS 与 SIP over TLS）",
  "certificates.names": "适用的域名和地址",
  "certificates.issuer": "签发者",
  "certificates.self-signed": "自签名",
  "certificates.self-signed.hint":
    "自签名证书：浏览器首次打开时会提示风险，话机需要导入或信任它。正式使用请把证书放入 tls 目录，见文档 docs/operations/certificates.md。",
  "certificates.not-after": "有效期至",
  "certificates.state": "状态",
  "certificates.state.ok": "正常",
  "certificates.state.expires-soon": "{{count}} 天后到期",
  "certificates.state.expires-in-days": "{{count}} 天后到期",
  "certificates.state.expired": "已过期",
  "certificates.state.unreadable": "文件不可用",
  "certificates.kept": "新文件不可用，仍在使用原证书：{{message}}",
  "certificates.none": "没有可用的证书",
  "certificates.banner.expires-soon": "证书 {{name}} 将在 {{count}} 天后到期",
  "certificates.banner.expires-in-days": "证书 {{name}} 将在 {{count}} 天后到期",
  "certificates.banner.expired": "证书 {{name}} 已过期",
  "certificates.banner.unreadable": "证书 {{name}} 的文件不可用",
  "certificates.banner.text": "到期后，浏览器和加密话机将无法连接。请更新 tls 目录中的文件，无需重启。",
  "certificates.banner.text.expired": "浏览器和加密话机现在无法连接。请更新 tls 目录中的文件，无需重启。",
  "certificates.banner.to-system": "查看系统页",
};

const english: typeof chinese = {
  "certificates.title": "Certificates (HTTPS and SIP over TLS)",
  "certificates.names": "Names and addresses",
  "certificates.issuer": "Issued by",
  "certificates.self-signed": "Self-signed",
  "certificates.self-signed.hint":
    "A self-signed certificate: browsers warn on the first visit, and phones have to be told to trust it. For real use put a certificate into the tls folder, see docs/operations/certificates.md.",
  "certificates.not-after": "Valid until",
  "certificates.state": "State",
  "certificates.state.ok": "Good",
  "certificates.state.expires-soon": "Expires in {{count}} d",
  "certificates.state.expires-in-days": "Expires in {{count}} d",
  "certificates.state.expired": "Expired",
  "certificates.state.unreadable": "Files cannot be used",
  "certificates.kept": "The new files cannot be used, the certificate before them still is: {{message}}",
  "certificates.none": "There is no certificate that can be used",
  "certificates.banner.expires-soon": "Certificate {{name}} expires in {{count}} d",
  "certificates.banner.expires-in-days": "Certificate {{name}} expires in {{count}} d",
  "certificates.banner.expired": "Certificate {{name}} has expired",
  "certificates.banner.unreadable": "The files of certificate {{name}} cannot be used",
  "certificates.banner.text":
    "Browsers and encrypted phones cannot connect after that. Renew the files in the tls folder; no restart is needed.",
  "certificates.banner.text.expired":
    "Browsers and encrypted phones cannot connect now. Renew the files in the tls folder; no restart is needed.",
  "certificates.banner.to-system": "Open the system page",
};

export const certificateTexts = { "zh-CN": chinese, en: english } as const;
