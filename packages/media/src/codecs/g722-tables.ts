// The constants of ITU-T G.722 (09/2012), by their names in the recommendation.

/** Coefficients of the two quadrature mirror filters (table 11), half of the symmetric 24. */
export const qmf = Int16Array.of(3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11);

/** Decision levels of the 60-level quantizer (table 13). */
export const decisionLevels = Int16Array.of(
  35,
  72,
  110,
  150,
  190,
  233,
  276,
  323,
  370,
  422,
  473,
  530,
  587,
  650,
  714,
  786,
  858,
  940,
  1023,
  1121,
  1219,
  1339,
  1458,
  1612,
  1765,
  1980,
  2195,
  2557,
  2919,
);

/** Magnitudes of the 6-bit inverse quantizer (table 17, QQ6), from the outermost level inwards. */
const magnitudes6 = [
  24_808, 21_904, 19_008, 16_704, 14_984, 13_512, 12_280, 11_192, 10_232, 9360, 8576, 7856, 7192, 6576, 6000,
  5456, 4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728,
];

/** 6-bit inverse quantizer by code; the four codes that never come stand for the smallest negative level. */
export const lowInverse6 = Int16Array.from([
  -136,
  -136,
  -136,
  -136,
  ...magnitudes6.map((magnitude) => -magnitude),
  ...magnitudes6,
  432,
  136,
  -432,
  -136,
]);

/** 4-bit inverse quantizer of the lower band by code (table 18, QQ4). */
const magnitudes4 = [20_456, 12_896, 8968, 6288, 4240, 2584, 1200];
export const lowInverse4 = Int16Array.from([0, ...magnitudes4.map((each) => -each), ...magnitudes4, 0]);

/** 2-bit inverse quantizer of the higher band by code (table 19, QQ2). */
export const highInverse = Int16Array.of(-7408, -1616, 7408, 1616);

/** How the logarithmic scale factor moves, by 4-bit code of the lower band (table 14, WL through RIL). */
export const lowSteps = Int16Array.of(
  -60,
  3042,
  1198,
  538,
  334,
  172,
  58,
  -30,
  3042,
  1198,
  538,
  334,
  172,
  58,
  -30,
  -60,
);
/** The same by 2-bit code of the higher band (table 16, WH). */
export const highSteps = Int16Array.of(798, -214, 798, -214);

/** 2048 · 2^(n/32): from the logarithmic to the linear scale factor (table 15, ILB). */
export const inverseLog = Int16Array.from({ length: 32 }, (_, n) => Math.floor(2048 * 2 ** (n / 32) + 0.5));
