// Abuse: who is kept out, what was tried, and what may be dialled, how long what was said is kept.
import { PolicyCard } from "#console/recordings";
import { BansCard } from "./bans-card.tsx";
import { DiallingCard } from "./dialling-card.tsx";
import { NodeFactsCard } from "./node-facts-card.tsx";
import { TenantFactsCard } from "./tenant-facts-card.tsx";
import "./security.css";

export function SecurityPage() {
  return (
    <div className="console-stack">
      <BansCard />
      <DiallingCard />
      <PolicyCard />
      <TenantFactsCard />
      <NodeFactsCard />
    </div>
  );
}
