// `data-…` attributes in objects of attributes (`onRow` of a table), which React's types know in JSX only.
import "react";

declare module "react" {
  interface HTMLAttributes<T> {
    [name: `data-${string}`]: unknown;
  }
}
