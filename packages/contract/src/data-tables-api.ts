// Tables that a company brings for its flows: a CSV file each, rows found by the value of the first column.
import { z } from "zod";
import { bytesBody, defineEndpoint, personal } from "./endpoint.ts";
import { timeSchema } from "./shapes.ts";

const mostBytes = 30 * 1024 * 1024;

const params = z.object({
  name: z
    .string()
    .trim()
    .regex(/^[^/?#%\\]{1,60}$/, "expected a name of 60 letters at most"),
});
const tableSchema = z.object({
  name: z.string(),
  /** The key's first. */
  columns: z.array(z.string()),
  rowCount: z.int(),
  changedAt: timeSchema,
  changedBy: z.string().nullable().meta(personal),
  /** Names of the published flows that look something up in it. */
  flows: z.array(z.string()),
});
export type DataTableView = z.infer<typeof tableSchema>;

export const listDataTables = defineEndpoint({
  method: "GET",
  path: "/api/v1/data-tables",
  summary: "The tables that flows can look something up in",
  tag: "configuration",
  access: "configuration.read",
  response: z.object({ tables: z.array(tableSchema) }),
});

export const setDataTable = defineEndpoint({
  method: "PUT",
  path: "/api/v1/data-tables/{name}",
  summary:
    "Takes a CSV file (UTF-8 or GB 18030) as a table, in the place of the one of that name: columns in the first line, keys in the first column",
  tag: "configuration",
  access: "configuration.write",
  params,
  body: bytesBody(["text/csv", "application/octet-stream"], mostBytes),
  response: z.object({ columns: z.array(z.string()), rowCount: z.int() }),
});

export const getDataTable = defineEndpoint({
  method: "GET",
  path: "/api/v1/data-tables/{name}/file",
  summary: "A table as a CSV file",
  tag: "configuration",
  access: "configuration.write",
  params,
  response: z.any().meta({ contentType: "text/csv" }),
});

export const deleteDataTable = defineEndpoint({
  method: "DELETE",
  path: "/api/v1/data-tables/{name}",
  summary: "Removes a table that no published flow looks something up in",
  tag: "configuration",
  access: "configuration.write",
  params,
  response: z.object({}),
});
