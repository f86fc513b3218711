// One flow on the board: read, with all that it may lead to, before it is drawn.
import { useQuery } from "@tanstack/react-query";
import { ReactFlowProvider } from "@xyflow/react";
import { Alert } from "antd";
import { endpoints } from "@tandem/contract";
import { readFlowDocument } from "@tandem/flows";
import { callEndpoint, valueOrThrow } from "#client/api";
import { QueryState } from "#client/frame";
import { FlowEditor } from "./flow-editor.tsx";
import { useSurroundings } from "./use-surroundings.ts";

export function FlowPage({ flowId }: { readonly flowId: string }) {
  const draft = useQuery({
    queryKey: ["flows", flowId, "draft"],
    // Whoever comes back to the board sees what is saved, not what was.
    gcTime: 0,
    staleTime: Infinity,
    queryFn: async () => valueOrThrow(await callEndpoint(endpoints.getFlowDraft, { params: { flowId } })),
  });
  const surroundings = useSurroundings();
  if (!draft.data) return <QueryState query={draft} />;
  if (surroundings.failed) return <QueryState query={surroundings.failed} />;
  if (!surroundings.data) return null;
  const document = readFlowDocument(draft.data.document);
  if (!document.ok) return <Alert type="error" showIcon title={document.error.message} />;
  return (
    <ReactFlowProvider>
      <FlowEditor
        flowId={flowId}
        loaded={draft.data}
        document={document.value}
        surroundings={surroundings.data}
      />
    </ReactFlowProvider>
  );
}
