/**
 * Two populations of roaming devices after Geissler et al., Untangling IoT Global Connectivity (IEEE TNSM 21(4), 2024):
 * DAT1 an IoT platform, DAT2 a dedicated IoT operator, eight profiles each, numbered as published. The study gives mixes
 * and changes; sizes, volumes and rhythms are chosen.
 *
 * Where the published means of a profile cannot all hold, the plan departs from them:
 * - DAT1 prints as PDP_UPDATE the mean of its creates and deletes, in every profile, beside a share of GTP that these two
 *   make up alone: updates are planted as few.
 * - DAT1 has profile 3 refused in 55.7 % of its dialogues, with 24.9 % of them SAI, UL or UL_GPRS, which alone can be
 *   refused: the missing ones are planted as UL_GPRS.
 * - Changes of cells are planted a little lower in profile 6 of DAT1 and higher in 5, so that 6 is among the fifth of devices that move least.
 * - DAT1 tells no share of CL and of the rest; together they are what MAP has beside SAI, UL and UL_GPRS.
 */
import type { PopulationPlan, Profile } from './profile.ts';

/** Errors of MAP (TS 29.002 §17.6) and causes of GTP (TS 29.060 §7.7.1). */
const UNKNOWN_SUBSCRIBER = 1;
const ROAMING_NOT_ALLOWED = 8;
const FACILITY_NOT_SUPPORTED = 21;
const SYSTEM_FAILURE = 34;
const DATA_MISSING = 35;
const UNEXPECTED_DATA = 36;
const NON_EXISTENT = 192;
const NO_RESOURCES = 199;
const CONTEXT_NOT_FOUND = 210;
const UNKNOWN_APN = 219;
const APN_DENIED = 222;
const APN_CONGESTION = 229;

type Mix = readonly [
  sai: number,
  ul: number,
  ulGprs: number,
  cl: number,
  other: number,
  create: number,
  update: number,
  remove: number,
];

function mix([SAI, UL, UL_GPRS, CL, OTHER, PDP_CREATE, PDP_UPDATE, PDP_DELETE]: Mix): Profile['mix'] {
  return { SAI, UL, UL_GPRS, CL, OTHER, PDP_CREATE, PDP_UPDATE, PDP_DELETE };
}

export const DAT1: PopulationPlan = {
  homes: [
    [70, '214', '07', '34609'],
    [20, '234', '20', '447833'],
    [10, '724', '11', '551196'],
  ],
  profiles: [
    // 1: machines that attach to packet service again and again
    {
      share: 12,
      volume: 400,
      spread: 0.3,
      activity: 4,
      loose: 0.7,
      rhythm: 'work',
      mix: mix([30.6, 13.0, 15.3, 9.5, 14.6, 9.2, 0.4, 7.4]),
      sgsn: [0.55, 0.6],
      errors: 0.46,
      errorsAt: [
        [70, 'UL_GPRS', 'silence'],
        [30, 'UL_GPRS', 'abort'],
      ],
      rejects: 0.43,
      rejectsAt: [[1, 'UL_GPRS', UNEXPECTED_DATA]],
      cellChanges: 21.96,
      operatorChanges: 3.08,
      cells: 6,
      networks: 2,
      stay: 5400,
    },
    // 2: sensors that stand where they stand and hardly speak
    {
      share: 5.5,
      volume: 850,
      spread: 0.3,
      activity: 2.2,
      loose: 0.1,
      rhythm: 'night',
      mix: mix([21.8, 11.1, 4.0, 8.0, 32.9, 11.3, 0.2, 10.7]),
      sgsn: [0.1, 0.1],
      errors: 0.2,
      errorsAt: [[1, 'PDP_DELETE', NON_EXISTENT]],
      rejects: 0.68,
      rejectsAt: [[1, 'UL', SYSTEM_FAILURE]],
      cellChanges: 0.08,
      operatorChanges: 0.01,
      cells: 1.04,
      networks: 1.02,
      stay: 240,
    },
    // 3: a fleet without a roaming agreement where it is
    {
      share: 4,
      volume: 360,
      spread: 0.3,
      activity: 2.5,
      loose: 0.9,
      rhythm: 'even',
      mix: mix([15.4, 5.5, 56.2, 6.0, 3.0, 7.0, 0.1, 6.9]),
      sgsn: [0.4, 0.4],
      errors: 0.46,
      errorsAt: [[1, 'UL', 'abort']],
      rejects: 55.71,
      rejectsAt: [
        [52, 'UL_GPRS', ROAMING_NOT_ALLOWED],
        [3.71, 'UL', ROAMING_NOT_ALLOWED],
      ],
      cellChanges: 0.23,
      operatorChanges: 0.03,
      cells: 1.08,
      networks: 1.03,
      stay: 900,
    },
    // 4: vehicles that change networks all the time
    {
      share: 9,
      volume: 2100,
      spread: 0.25,
      activity: 5,
      loose: 1,
      rhythm: 'work',
      mix: mix([32.5, 19.8, 19.1, 9.5, 8.3, 6.6, 0.2, 4.1]),
      sgsn: [0.5, 0.5],
      errors: 0.08,
      errorsAt: [[1, 'UL', 'silence']],
      rejects: 0.46,
      rejectsAt: [[1, 'UL_GPRS', FACILITY_NOT_SUPPORTED]],
      cellChanges: 128.13,
      operatorChanges: 77.58,
      cells: 24,
      networks: 6,
      stay: 2700,
    },
    // 5: terminals that open a context a few times a day
    {
      share: 24,
      volume: 1200,
      spread: 0.3,
      activity: 3.2,
      loose: 0.5,
      rhythm: 'people',
      mix: mix([29.7, 15.2, 5.9, 9.0, 7.1, 16.9, 0.4, 16.2]),
      sgsn: [0.25, 0.25],
      errors: 0.14,
      errorsAt: [[1, 'PDP_CREATE', APN_CONGESTION]],
      rejects: 1.15,
      rejectsAt: [[1, 'UL', UNKNOWN_SUBSCRIBER]],
      cellChanges: 9.9,
      operatorChanges: 0.38,
      cells: 4,
      networks: 1.5,
      stay: 1800,
    },
    // 6: alarms that keep registered and seldom send
    {
      share: 8.8,
      volume: 470,
      spread: 0.3,
      activity: 2.1,
      loose: 0.15,
      rhythm: 'midnight',
      mix: mix([46.6, 20.0, 6.6, 9.0, 10.0, 4.2, 0.1, 3.6]),
      sgsn: [0.08, 0.15],
      errors: 0.36,
      errorsAt: [
        [60, 'SAI', 'abort'],
        [40, 'SAI', 'silence'],
      ],
      rejects: 1.14,
      rejectsAt: [[1, 'SAI', DATA_MISSING]],
      cellChanges: 4.9,
      operatorChanges: 0.28,
      cells: 5,
      networks: 1.4,
      stay: 1200,
    },
    // 7: routers and cameras: data all day, quotas used up before the month ends
    {
      share: 9,
      volume: 800,
      spread: 0.3,
      activity: 2.1,
      loose: 0.8,
      rhythm: 'people',
      mix: mix([10.1, 5.4, 1.6, 4.0, 3.9, 37.8, 2.0, 35.8]),
      sgsn: [0.3, 0.3],
      errors: 0.67,
      errorsAt: [[1, 'PDP_CREATE', APN_DENIED]],
      rejects: 0.21,
      rejectsAt: [[1, 'SAI', UNKNOWN_SUBSCRIBER]],
      cellChanges: 54.53,
      operatorChanges: 1.49,
      cells: 8,
      networks: 1.9,
      stay: 2200,
      quota: 0.2,
      rat: 'UTRAN',
    },
    // 8: trackers
    {
      share: 27.7,
      volume: 1050,
      spread: 0.3,
      activity: 5.5,
      loose: 0.9,
      rhythm: 'work',
      mix: mix([39.5, 14.9, 6.0, 9.0, 8.3, 11.8, 0.3, 10.4]),
      sgsn: [0.35, 0.35],
      errors: 0.16,
      errorsAt: [[1, 'CL', 'silence']],
      rejects: 0.58,
      rejectsAt: [[1, 'SAI', SYSTEM_FAILURE]],
      cellChanges: 51.34,
      operatorChanges: 1.14,
      cells: 16,
      networks: 1.7,
      stay: 1800,
    },
  ],
};

export const DAT2: PopulationPlan = {
  homes: [
    [75, '204', '16', '31618'],
    [25, '262', '03', '49177'],
  ],
  profiles: [
    // 1: heavy users of data, contexts refused now and then
    {
      share: 12,
      volume: 640,
      spread: 0.3,
      activity: 2.4,
      loose: 0.8,
      rhythm: 'people',
      mix: mix([27.2, 6.0, 2.5, 1.6, 1.7, 32.5, 1.4, 27.0]),
      sgsn: [0.6, 0.4],
      errors: 5.4,
      errorsAt: [
        [70, 'PDP_CREATE', APN_DENIED],
        [30, 'PDP_CREATE', UNKNOWN_APN],
      ],
      rejects: 0.51,
      rejectsAt: [[1, 'SAI', SYSTEM_FAILURE]],
      cellChanges: 129.42,
      operatorChanges: 4.41,
      cells: 10,
      networks: 2,
      stay: 2700,
      quota: 0.25,
      rat: 'UTRAN',
    },
    // 2: devices that the network keeps looking for
    {
      share: 4,
      volume: 720,
      spread: 0.3,
      activity: 2.6,
      loose: 0.6,
      rhythm: 'even',
      mix: mix([5.3, 38.4, 0.6, 20.1, 35.0, 0.3, 0.2, 0.1]),
      sgsn: [0.05, 0.02],
      errors: 1.9,
      errorsAt: [
        [60, 'CL', 'silence'],
        [40, 'CL', SYSTEM_FAILURE],
      ],
      rejects: 0.24,
      rejectsAt: [[1, 'UL', SYSTEM_FAILURE]],
      cellChanges: 0.19,
      operatorChanges: 4.2,
      cells: 2,
      networks: 2,
      stay: 600,
    },
    // 3: vehicles on long journeys
    {
      share: 4,
      volume: 2600,
      spread: 0.15,
      activity: 5,
      loose: 1,
      rhythm: 'work',
      mix: mix([41.8, 5.7, 4.0, 8.3, 3.2, 15.3, 10.4, 11.0]),
      sgsn: [0.85, 0.8],
      errors: 5.1,
      errorsAt: [
        [60, 'PDP_CREATE', NO_RESOURCES],
        [40, 'SAI', 'silence'],
      ],
      rejects: 1.5,
      rejectsAt: [[1, 'UL_GPRS', UNEXPECTED_DATA]],
      cellChanges: 567.43,
      operatorChanges: 114.51,
      cells: 40,
      networks: 7,
      stay: 700,
    },
    // 4: machines that attach to packet service
    {
      share: 20,
      volume: 420,
      spread: 0.3,
      activity: 4.5,
      loose: 0.5,
      rhythm: 'work',
      mix: mix([40.4, 12.7, 18.5, 11.3, 3.1, 6.5, 2.9, 4.1]),
      sgsn: [0.55, 0.65],
      errors: 2.6,
      errorsAt: [
        [60, 'UL_GPRS', 'silence'],
        [40, 'UL_GPRS', 'abort'],
      ],
      rejects: 0.72,
      rejectsAt: [[1, 'UL_GPRS', UNEXPECTED_DATA]],
      cellChanges: 18.03,
      operatorChanges: 15.29,
      cells: 3,
      networks: 3,
      stay: 4200,
    },
    // 5: trackers
    {
      share: 28,
      volume: 560,
      spread: 0.3,
      activity: 4,
      loose: 0.9,
      rhythm: 'people',
      mix: mix([53.7, 19.7, 2.3, 2.7, 2.6, 9.2, 2.2, 7.3]),
      sgsn: [0.15, 0.2],
      errors: 2.6,
      errorsAt: [[1, 'UL', 'silence']],
      rejects: 1.7,
      rejectsAt: [[1, 'UL', UNKNOWN_SUBSCRIBER]],
      cellChanges: 43.38,
      operatorChanges: 5.76,
      cells: 8,
      networks: 2,
      stay: 1500,
    },
    // 6: meters whose authentication breaks off
    {
      share: 10,
      volume: 300,
      spread: 0.3,
      activity: 2.8,
      loose: 0.1,
      rhythm: 'night',
      mix: mix([44.3, 19.8, 6.7, 7.6, 2.6, 10.3, 5.2, 3.8]),
      sgsn: [0.3, 0.3],
      errors: 28,
      errorsAt: [
        [60, 'SAI', 'abort'],
        [20, 'SAI', 'silence'],
        [20, 'PDP_CREATE', APN_CONGESTION],
      ],
      rejects: 0.76,
      rejectsAt: [[1, 'UL', SYSTEM_FAILURE]],
      cellChanges: 6.04,
      operatorChanges: 0.63,
      cells: 3,
      networks: 1.6,
      stay: 7200,
    },
    // 7: connected cars
    {
      share: 16,
      volume: 1300,
      spread: 0.25,
      activity: 4.5,
      loose: 0.9,
      rhythm: 'people',
      mix: mix([32.8, 9.6, 3.3, 6.3, 2.0, 15.1, 16.9, 13.6]),
      sgsn: [0.3, 0.25],
      errors: 2,
      errorsAt: [[1, 'PDP_UPDATE', CONTEXT_NOT_FOUND]],
      rejects: 0.67,
      rejectsAt: [[1, 'UL', UNKNOWN_SUBSCRIBER]],
      cellChanges: 317.93,
      operatorChanges: 45.3,
      cells: 30,
      networks: 5,
      stay: 2600,
      rat: 'UTRAN',
    },
    // 8: a fleet that nobody knows at home, and that never gives up
    {
      share: 6,
      volume: 1000,
      spread: 0.25,
      activity: 6,
      loose: 0.2,
      rhythm: 'midnight',
      mix: mix([94.5, 4.0, 0.1, 0.23, 0.27, 0.5, 0.1, 0.3]),
      sgsn: [0.2, 0.5],
      errors: 0.34,
      errorsAt: [[1, 'SAI', 'abort']],
      rejects: 97,
      rejectsAt: [
        [93.5, 'SAI', UNKNOWN_SUBSCRIBER],
        [3.5, 'UL', ROAMING_NOT_ALLOWED],
      ],
      cellChanges: 8.3,
      operatorChanges: 0.51,
      cells: 12,
      networks: 1.5,
      stay: 600,
    },
  ],
};
