// Abuse: who is kept out, what was tried, and what may be dialled.
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
      <TenantFactsCard />
      <NodeFactsCard />
    </div>
  );
}
