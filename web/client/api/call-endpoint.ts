// Calls an endpoint of the contract with its types, and checks that the answer has the agreed shape.
import type { Endpoint } from "@tandem/contract";
import { z } from "zod";
import { sendRequest } from "./request.ts";
import type { Answer, UrlValues } from "./request.ts";

type Given<Name extends string, Shape> = {} extends Shape
  ? { readonly [K in Name]?: Shape }
  : { readonly [K in Name]: Shape };

/** What an endpoint needs: only the parts it declares, only required when something in them is. */
export type EndpointInput<E extends Endpoint> = Given<"params", z.input<E["params"]>> &
  Given<"query", z.input<E["query"]>> &
  Given<"body", z.input<E["body"]>>;

/** Never throws; problem kinds are the server's, `unreachable` and `unexpected-answer`. */
export async function callEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  fetcher: typeof fetch = fetch,
): Promise<Answer<z.output<E["response"]>>> {
  const { params, query, body } = input as {
    params?: UrlValues;
    query?: UrlValues;
    body?: unknown;
  };
  const request = {
    method: endpoint.method,
    path: endpoint.path,
    params: params ?? {},
    query: query ?? {},
    body,
  };
  const answer = await sendRequest(request, fetcher);
  if (!answer.ok) return answer;
  const checked = endpoint.response.safeParse(answer.value);
  if (checked.success) return { ok: true, value: checked.data as z.output<E["response"]> };
  const message = z.prettifyError(checked.error);
  return { ok: false, problem: { kind: "unexpected-answer", message, status: 200 } };
}
