// Where mails and webhooks of the system under test go.
export {
  startHookServer,
  startMailServer,
} from "../../server/src/contact-center/alarm-deliveries/testing/index.ts";
