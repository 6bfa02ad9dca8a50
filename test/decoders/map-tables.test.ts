import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ansiMapOperationName } from '../../decoders/ansi-map-operations.ts';
import { capErrorName, capOperationName } from '../../decoders/cap-operations.ts';
import { inapOperationName } from '../../decoders/inap-operations.ts';
import {
  CONTEXTS,
  contextLabel,
  contextName,
  contextOid,
  oidText,
  otherContextName,
} from '../../decoders/map-contexts.ts';
import { ERRORS, errorLabel, errorName, errorParameterName } from '../../decoders/map-errors.ts';
import {
  CLASS,
  IS_OPERATION,
  OPERATIONS,
  operationClass,
  operationName,
  operationTimer,
  TIMER_MS,
} from '../../decoders/map-operations.ts';
import * as names from '../../decoders/tcap-names.ts';
import { octets, sharedPath } from './tcap-helpers.ts';

describe('operations', () => {
  it('are named by version', () => {
    expect(operationName(2, 3)).toBe('updateLocation');
    expect(operationName(23, 3)).toBe('updateGprsLocation');
    expect(operationName(23, 1)).toBe('completeCall');
    expect([1, 2, 3, 0].map(version => operationName(46, version))).toEqual([
      'forwardSM',
      'forwardSM',
      'mo-ForwardSM',
      'mo-ForwardSM',
    ]);
    expect(operationName(78, 3)).toBe('operation 78'); // not assigned
  });

  it('meant another thing in phase 1 under sixteen codes, and 31 and 32', () => {
    const changed = OPERATIONS.filter(row => row.phase1 !== undefined && row.phase2 === undefined).map(row => row.code);
    expect(changed).toEqual([5, 6, 15, 20, 21, 23, 24, 25, 26, 31, 32, 36, 39, 40, 41, 42, 47, 53]);
  });

  it('have the timers of TS 29.002 §17.1.2', () => {
    expect(operationTimer(47, 3)).toBe('s');
    expect(operationTimer(2, 3)).toBe('m');
    expect(operationTimer(44, 3)).toBe('ml');
    expect(operationTimer(59, 2)).toBe('10min');
    expect(operationTimer(29, 3)).toBe('l');
    expect(operationTimer(78, 3)).toBe('m');
    expect([TIMER_MS[47], TIMER_MS[2], TIMER_MS[44], TIMER_MS[59], TIMER_MS[29], TIMER_MS[255]]).toEqual([
      10_000, 30_000, 600_000, 600_000, 136_800_000, 30_000,
    ]);
  });

  it('have the classes of TS 29.002 §17.6', () => {
    expect([2, 18, 29, 37, 38, 78].map(code => operationClass(code, 3))).toEqual([1, 3, 3, 4, 4, 1]);
    expect([CLASS[2], CLASS[37], CLASS[200]]).toEqual([1, 4, 1]);
  });

  it('are known by code', () => {
    expect([IS_OPERATION[2], IS_OPERATION[1], IS_OPERATION[78], IS_OPERATION[0]]).toEqual([1, 1, 0, 0]);
  });
});

describe('errors', () => {
  it('are named by version', () => {
    const of = (version: number): string[] => [6, 12, 28, 29, 30, 31].map(code => errorName(code, version));
    expect(of(3)).toEqual([
      'absentSubscriberSM',
      'illegalEquipment',
      'incompatibleTerminal',
      'shortTermDenial',
      'longTermDenial',
      'subscriberBusyForMT-SMS',
    ]);
    expect(of(1)).toEqual([
      'unallocatedRoamingNumber',
      'insufficientBearerCapabilities',
      'busySubscriber',
      'noSubscriberReply',
      'radioCongestion',
      'impossibleCallCompletion',
    ]);
    expect(errorName(99, 3)).toBe('error 99');
  });

  it('have labels in UpperCamelCase', () => {
    expect([1, 6, 8, 15, 17, 32, 36, 38, 99].map(code => errorLabel(code, 3))).toEqual([
      'UnknownSubscriber',
      'AbsentSubscriberSM',
      'RoamingNotAllowed',
      'CugReject',
      'SsErrorStatus',
      'SmDeliveryFailure',
      'UnexpectedDataValue',
      'NegativePWCheck',
      'Error99',
    ]);
    expect(new Set(ERRORS.map(row => errorLabel(row.code, 3))).size).toBe(ERRORS.length);
  });

  it('name their first parameter', () => {
    expect(errorParameterName(8, 3)).toBe('operatorDeterminedBarring');
    expect(errorParameterName(1, 0)).toBe('imsiUnknown');
    expect(errorParameterName(34, 2)).toBe('vlr');
    expect(errorParameterName(8, 77)).toBe('77');
    expect(errorParameterName(99, 1)).toBe('1');
  });
});

describe('application contexts', () => {
  it('have names', () => {
    expect([contextName(1), contextLabel(1, 3), contextOid(1, 3)]).toEqual([
      'networkLocUp',
      'networkLocUpContext-v3',
      '0.4.0.0.1.0.1.3',
    ]);
    expect(contextLabel(50, 1)).toBe('cap-v2-gsmSSF-to-gsmSCF');
    expect([contextName(99), contextLabel(99, 2)]).toEqual(['context 99', '0.4.0.0.1.0.99.2']);
    expect([50, 51, 52].map(contextName)).toEqual([
      'cap-gsmssf-to-gsmscf',
      'cap-assist-handoff-gsmssf-to-gsmscf',
      'cap-gsmSRF-to-gsmscf',
    ]);
  });

  it('of others are shown by their identifier or name', () => {
    expect(otherContextName('0.4.0.0.1.21.3.4')).toBe('CAP-v3-gsmSSF-scfGenericAC');
    expect(otherContextName('1.2.3')).toBe('1.2.3');
  });

  it('are written in dots', () => {
    const text = (hex: string): string => oidText(octets(hex), 0, octets(hex).length);
    expect(text('04 00 00 01 00 01 03')).toBe('0.4.0.0.1.0.1.3');
    expect(text('00 11 89 42 03')).toBe('0.0.17.1218.3');
    expect(text('2a 86 48')).toBe('1.2.840');
    expect(text('88 37')).toBe('2.999'); // X.690 §8.19.5
    expect(text('')).toBe('');
    expect(text('04 89')).toBe(''); // ends within an arc
    expect(text(`04 ${'81'.repeat(20)} 00`)).toBe('');
    expect(text('01'.repeat(200)).split('.')).toHaveLength(64);
  });
});

describe('names of TCAP', () => {
  it('messages, components and dialogue units', () => {
    expect([0x61, 0x62, 0x64, 0x65, 0x67, 0xe2, 0x99].map(names.messageName)).toEqual([
      'Unidirectional',
      'Begin',
      'End',
      'Continue',
      'Abort',
      'queryWithPermission',
      '0x99',
    ]);
    expect([0xa1, 0xa2, 0xa3, 0xa4, 0xa7, 0x05].map(names.componentName)).toEqual([
      'invoke',
      'returnResultLast',
      'returnError',
      'reject',
      'returnResultNotLast',
      '0x05',
    ]);
    expect([0, 0x60, 0x61, 0x64, 1].map(names.dialoguePduName)).toEqual(['', 'AARQ', 'AARE', 'ABRT', '0x01']);
    expect([0, 0xa0, 0xa5, 0xaf].map(names.mapDialoguePduName)).toEqual(['', 'map-open', 'map-providerAbort', '0xaf']);
  });

  it('problems, causes and reasons', () => {
    expect([0x8002, 0x8101, 0x8202, 0x8304, 0x8109, 0x9001].map(names.problemName)).toEqual([
      'general: badlyStructuredComponent',
      'invoke: unrecognizedOperation',
      'returnResult: mistypedParameter',
      'returnError: mistypedParameter',
      'invoke: 9',
      '0x90: 1',
    ]);
    expect([0, 3, 9].map(names.pAbortCauseName)).toEqual([
      'unrecognizedMessageType',
      'incorrectTransactionPortion',
      '9',
    ]);
    expect([0, 1, 2].map(names.associateResultName)).toEqual(['accepted', 'reject-permanent', '2']);
    expect([0, 1, 2, 0x82, 5].map(names.sourceDiagnosticName)).toEqual([
      'null',
      'no-reason-given',
      'application-context-name-not-supported',
      'no-common-dialogue-portion',
      '5',
    ]);
    expect([0, 1, 2].map(names.abortSourceName)).toEqual(['dialogue-service-user', 'dialogue-service-provider', '2']);
    expect([names.mapReasonName(0xa3, 1), names.mapReasonName(0xa4, 3), names.mapReasonName(0xa5, 9)]).toEqual([
      'invalidDestinationReference',
      'applicationProcedureCancellation',
      '9',
    ]);
  });
});

describe('CAP, INAP, ANSI-41', () => {
  it('name their operations and errors', () => {
    expect([capOperationName(0), capOperationName(78), capOperationName(99)]).toEqual([
      'initialDP',
      'initialDPGPRS',
      'operation 99',
    ]);
    expect([capErrorName(12), capErrorName(99)]).toEqual(['taskRefused', 'error 99']);
    expect([inapOperationName(37), inapOperationName(100), inapOperationName(199)]).toEqual([
      'requestCurrentStatusReport',
      'sendSTUI',
      'operation 199',
    ]);
    expect([ansiMapOperationName(0x090d), ansiMapOperationName(0x09ff)]).toEqual([
      'RegistrationNotification',
      'operation 255',
    ]);
  });
});

/** Rows of a table of facts, by column name; the files hold quoted fields with commas. */
function table(path: string): Record<string, string>[] {
  const [head, ...rows] = readFileSync(path, 'utf8')
    .trim()
    .split('\n')
    .map(line => [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(match => match[1] ?? match[2] ?? ''));
  return rows.map(row => Object.fromEntries(head.map((name, i) => [name, row[i] ?? ''])));
}

const operations = sharedPath('spec/codes/map-operations.csv');
const errors = sharedPath('spec/codes/map-errors.csv');
const contexts = sharedPath('spec/codes/map-application-contexts.csv');

describe.skipIf(operations === undefined)('against the fact tables', () => {
  it('no operation is missing by code, name, class or timer', () => {
    const rows = table(operations!);
    expect(rows).toHaveLength(OPERATIONS.length);
    for (const row of rows) {
      const code = Number(row.code);
      expect(operationName(code, 0)).toBe(row.name);
      if (row.class !== '') expect([code, CLASS[code]]).toEqual([code, Number(row.class)]);
      if (row.timer !== '')
        expect([code, operationTimer(code, 0)]).toEqual([code, row.timer === '10 minutes' ? '10min' : row.timer]);
    }
  });

  it('no error and no context is missing', () => {
    const rows = table(errors!);
    expect(rows).toHaveLength(ERRORS.length);
    for (const row of rows) expect(errorName(Number(row.code), 3)).toBe(row.name);
    const numbers = table(contexts!).filter(row => Number(row.number) < 50);
    expect(numbers).toHaveLength(CONTEXTS.length);
    for (const row of numbers) {
      expect(contextName(Number(row.number))).toBe(row.name);
      expect(contextLabel(Number(row.number), 3)).toBe(`${row.context_name}-v3`);
    }
  });
});
