// The OpenAPI 3.1 document, made from the contract's own definitions.
import { bytesOf, endpoints, problemSchema } from "@tandem/contract";
import type { Endpoint } from "@tandem/contract";
import { z } from "zod";

type Json = Record<string, unknown>;

export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const [name, endpoint] of Object.entries(endpoints) as [string, Endpoint][]) {
    const path = (paths[endpoint.path] ??= {});
    path[endpoint.method.toLowerCase()] = operation(name, endpoint);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Tandem",
      version,
      description:
        "Sign in first; the cookie it sets goes with every later request. Requests that change something carry `X-Tandem: 1`.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: { cookie: { type: "apiKey", in: "cookie", name: "tandem_sign_in" } },
      schemas: { Problem: shape(problemSchema) },
    },
  };
}

function operation(operationId: string, endpoint: Endpoint): Json {
  const isPublic = endpoint.access === "public";
  return {
    operationId,
    summary: endpoint.summary,
    tags: [endpoint.tag],
    ...(isPublic ? { security: [] } : { security: [{ cookie: [] }] }),
    parameters: [
      ...parameters("path", endpoint.params),
      ...parameters("query", endpoint.query),
      ...(endpoint.method === "GET" ? [] : [guardHeader]),
    ],
    ...(hasProperties(endpoint.body) || bytesOf(endpoint.body)
      ? { requestBody: requestBody(endpoint.body) }
      : {}),
    responses: {
      "200": {
        description: "Done",
        content: { [contentTypeOf(endpoint)]: { schema: shape(endpoint.response) } },
      },
      default: {
        description: "Refused, with a kind that does not change and a message for people",
        content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" } } },
      },
    },
  };
}

const guardHeader = {
  name: "X-Tandem",
  in: "header",
  required: true,
  schema: { const: "1" },
  description: "Shows that the request does not come from another site's form",
};

function requestBody(body: z.ZodType): Json {
  const bytes = bytesOf(body);
  const binary = { schema: { type: "string", format: "binary" } };
  if (bytes)
    return {
      required: true,
      content: Object.fromEntries(bytes.contentTypes.map((type) => [type, binary])),
    };
  return { required: true, content: { "application/json": { schema: shape(body, "input") } } };
}

function contentTypeOf(endpoint: Endpoint): string {
  const meta = endpoint.response.meta() as { contentType?: string } | undefined;
  return meta?.contentType ?? "application/json";
}

function shape(schema: z.ZodType, io: "input" | "output" = "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Json;
  return rest;
}

function propertiesOf(schema: z.ZodType): { properties: Record<string, Json>; required: readonly string[] } {
  const { properties = {}, required = [] } = shape(schema, "input") as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return { properties, required };
}

function hasProperties(schema: z.ZodType): boolean {
  return Object.keys(propertiesOf(schema).properties).length > 0;
}

function parameters(place: "path" | "query", schema: z.ZodType): Json[] {
  const { properties, required } = propertiesOf(schema);
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    schema: property,
  }));
}
