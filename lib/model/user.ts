import { z } from "zod";
import { idSchema } from "./id.ts";
import { NAME_MAX, PASSWORD_MAX, PASSWORD_MIN, USERNAME_MAX, USERNAME_MIN } from "./limits.ts";
import { lineSchema } from "./text.ts";

export const roleSchema = z.enum(["requester", "agent", "admin"]);
export type Role = z.infer<typeof roleSchema>;

/** A person as everyone in a request sees them. */
export const userSchema = z.object({
  id: idSchema,
  username: z.string(),
  name: z.string(),
  role: roleSchema,
});
export type User = z.infer<typeof userSchema>;

/** Usernames are kept in lower case, so that no two differ by case alone. */
export const usernameSchema = z.string("must be text")
  .trim()
  .toLowerCase()
  .min(USERNAME_MIN, `must be at least ${USERNAME_MIN} characters`)
  .max(USERNAME_MAX, `must be at most ${USERNAME_MAX} characters`)
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "may hold a to z, digits, dot, dash and underscore");

export const nameSchema = lineSchema(NAME_MAX);

export const passwordSchema = z.string("must be text")
  .min(PASSWORD_MIN, `must be at least ${PASSWORD_MIN} characters`)
  .max(PASSWORD_MAX, `must be at most ${PASSWORD_MAX} characters`);

/** `POST /api/users`. */
export const signUpSchema = z.object({
  username: usernameSchema,
  name: nameSchema,
  password: passwordSchema,
});
export type SignUp = z.infer<typeof signUpSchema>;

/** `POST /api/session`. Anything but text of a sane length is a wrong password, not a bad field. */
export const signInSchema = z.object({
  username: z.string("must be text").trim().toLowerCase().min(1, "must not be empty").max(200),
  password: z.string("must be text").min(1, "must not be empty").max(PASSWORD_MAX),
});
export type SignIn = z.infer<typeof signInSchema>;

/** A form: the present password, where there is one, and the next. */
export const passwordChangeSchema = z.object({
  current: z.string("must be text").max(PASSWORD_MAX).default(""),
  password: passwordSchema,
});
export type PasswordChange = z.infer<typeof passwordChangeSchema>;
