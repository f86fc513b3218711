// What flows have noted of a call; each leads to the calls that have the same.
import { Tag } from "antd";
import type { CallDetail } from "@tandem/contract";
import { Link } from "#console/routing";
import { filterAddress, noFilter } from "./call-filter.ts";

export function CallTags({ tags }: Pick<CallDetail, "tags">) {
  return (
    <>
      {Object.entries(tags).map(([name, value]) => (
        <Tag key={name}>
          <Link to={filterAddress({ ...noFilter, tag: `${name}:${value}` })}>
            {name}: {value}
          </Link>
        </Tag>
      ))}
    </>
  );
}
