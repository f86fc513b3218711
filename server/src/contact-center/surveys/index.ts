// Door of surveys: what callers say of the service they had.
export { Surveys } from "./survey-service.ts";
export type { SurveyRequest, SurveysOptions } from "./survey-service.ts";
export { keptSurveyFacts } from "./survey-facts.ts";
export type { SurveyFact, SurveySubject } from "./survey-facts.ts";
export { surveySums } from "./survey-intervals.ts";
export { keepSurveys, surveyReport } from "./survey-store.ts";
export type { SurveyFigures } from "./survey-store.ts";
export type { SurveyForm } from "./survey.ts";
