/** The codec of each protocol. */

import type { Protocol } from '../service.ts';
import { awsJson } from './aws-json.ts';
import { awsQuery } from './aws-query.ts';
import type { Codec } from './protocol.ts';
import { restJson } from './rest-json.ts';
import { restXml } from './rest-xml.ts';

export const CODECS: Readonly<Record<Protocol, Codec>> = {
  awsJson1_0: awsJson('1.0'),
  awsJson1_1: awsJson('1.1'),
  awsQuery,
  restJson1: restJson,
  restXml,
};
