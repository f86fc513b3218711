// Makes zod work under our content security policy; the first import of a page that uses the contract's schemas.
import { z } from "zod";

// Its compiled parsers need `eval`: already the attempt, made when a schema is defined, is reported as a violation.
z.config({ jitless: true });
