// Signing in and out, and who I am.
import { z } from "zod";
import { defineEndpoint, personal } from "./endpoint.ts";
import { idSchema, localeSchema, roleSchema } from "./shapes.ts";

export const meSchema = z.object({
  user: z.object({
    id: idSchema,
    name: z.string(),
    displayName: z.string().meta(personal),
    role: roleSchema,
    locale: localeSchema,
  }),
  tenant: z.object({ id: idSchema, name: z.string(), timeZone: z.string() }),
  agent: z.object({ id: idSchema, extension: z.string() }).nullable(),
});
export type Me = z.infer<typeof meSchema>;

export const signIn = defineEndpoint({
  method: "POST",
  path: "/api/v1/sign-in",
  summary: "Sign in with a name and a password; sets the sign-in cookie",
  tag: "sign-in",
  access: "public",
  body: z.object({
    name: z.string().trim().min(1).max(100),
    password: z.string().min(1).max(200),
    /** The tenant's sign-in domain; not needed where there is one tenant. */
    tenant: z.string().max(200).optional(),
  }),
  response: meSchema,
});

export const signInByLink = defineEndpoint({
  method: "POST",
  path: "/api/v1/sign-in/link",
  summary: "Sign in with the token of a one-time link; sets the sign-in cookie",
  tag: "sign-in",
  access: "public",
  body: z.object({ token: z.string().min(20).max(200) }),
  response: meSchema,
});

export const signOut = defineEndpoint({
  method: "POST",
  path: "/api/v1/sign-out",
  summary: "End this sign-in",
  tag: "sign-in",
  access: "signed-in",
  response: z.object({}),
});

export const getMe = defineEndpoint({
  method: "GET",
  path: "/api/v1/me",
  summary: "Who is signed in",
  tag: "sign-in",
  access: "signed-in",
  response: meSchema,
});

export const updateMe = defineEndpoint({
  method: "PATCH",
  path: "/api/v1/me",
  summary: "Change my language",
  tag: "sign-in",
  access: "signed-in",
  body: z.object({ locale: localeSchema }),
  response: meSchema,
});
