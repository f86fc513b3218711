// Catches what breaks while rendering, so that nobody looks at an empty page. A class because React wants one here.
import { Component } from "react";
import type { ReactNode } from "react";
import { Button } from "antd";
import { ErrorState } from "@tandem/ui";
import { useText } from "#client/text";

type Props = { readonly children: ReactNode };

export class PageNet extends Component<Props, { broken: boolean }> {
  constructor(props: Props) {
    super(props);
    this.state = { broken: false };
  }

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <BrokenPage /> : this.props.children;
  }
}

function BrokenPage() {
  const t = useText();
  return (
    <ErrorState
      title={t("page-broken.title")}
      action={
        <Button type="primary" onClick={() => location.reload()}>
          {t("page-broken.reload")}
        </Button>
      }
    >
      {t("page-broken.text")}
    </ErrorState>
  );
}
