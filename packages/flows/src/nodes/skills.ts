// From here on the caller is for agents who know certain things so well at least, besides what each queue asks for.
import { z } from "zod";
import { goTo, nodeKind, stay } from "../node-kind.ts";
import { nodeName } from "../node-shapes.ts";

const mostSkills = 10;
const level = z.int().min(1).max(10);

export const skillsNode = nodeKind({
  type: "skills",
  schema: z.strictObject({
    type: z.literal("skills"),
    /** Id → level. They stand instead of what was asked for before; none: any agent will do again. */
    skills: z
      .record(z.uuid(), level)
      .refine(
        (each) => Object.keys(each).length <= mostSkills,
        `a call asks for ${mostSkills} skills at most`,
      ),
    next: nodeName,
  }),
  ways: ({ next }) => [{ name: "next", to: next, taken: "at-once" }],
  needs: ({ skills }) => Object.keys(skills).map((id) => ({ kind: "skill", id })),
  begin: ({ skills, next }, state) => goTo({ ...state, skills }, next),
  step: (_, state) => stay(state),
});
