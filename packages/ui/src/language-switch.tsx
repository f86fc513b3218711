// 中 / EN: one press changes the language of the page.

export type LanguageSwitchProps = {
  readonly locale: "zh-CN" | "en";
  readonly onChange: (locale: "zh-CN" | "en") => void;
};

export function LanguageSwitch({ locale, onChange }: LanguageSwitchProps) {
  const other = locale === "zh-CN" ? "en" : "zh-CN";
  // The name is in the language one would switch to: whoever needs it can read it.
  const name = other === "en" ? "Switch to English" : "切换为中文";
  return (
    <button
      type="button"
      className="t-language"
      data-testid="language-switch"
      data-state={locale}
      aria-label={name}
      title={name}
      onClick={() => onChange(other)}
    >
      <span className={locale === "zh-CN" ? "t-language-on" : ""}>中</span>
      <span aria-hidden="true">/</span>
      <span className={locale === "en" ? "t-language-on" : ""}>EN</span>
    </button>
  );
}
