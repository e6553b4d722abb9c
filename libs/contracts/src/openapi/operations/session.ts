import {
  openSessionSchema,
  SESSION_COOKIE,
  SESSION_HEADER,
  sessionSchema,
} from '../../http/session.js';
import { answer, type Operation } from '../operation.js';

const session = {
  keyId: '019a9b0c-7f00-7000-8000-0000000000aa',
  role: 'tenant',
  tenant: 'billing',
  scopes: ['files:read', 'files:write'],
  hint: 'wbk_Zx81',
};

const SET_COOKIE = {
  'Set-Cookie': `\`${SESSION_COOKIE}\`: HttpOnly, SameSite=Strict, Path=/v1; Secure over https`,
};

/** How a page in a browser calls without holding a key that its scripts could read. */
export const sessionOperations: readonly Operation[] = [
  {
    id: 'openSession',
    method: 'post',
    path: '/v1/session',
    tag: 'Session',
    access: 'public',
    unaudited: 'A cookie of the browser: nothing is stored.',
    summary: 'Sign a browser in by a key',
    description:
      'The cookie then stands for the key in calls of pages of this origin that bear no ' +
      `\`Authorization\`. Calls by cookie that change something need the header \`${SESSION_HEADER}\` as well.`,
    body: {
      schema: openSessionSchema,
      required: true,
      examples: { 'By a key': { key: 'wbk_Zx81Q0b3kKcVw2mJ7yq5Hn9sTt4uRe6pLa8fGd0iXoM' } },
    },
    responses: [
      {
        status: 200,
        description: 'Whose key it is',
        schema: sessionSchema,
        headers: SET_COOKIE,
        example: session,
      },
    ],
    problems: ['unauthenticated', 'rate_limited', 'database_unavailable'],
  },
  {
    id: 'getSession',
    method: 'get',
    path: '/v1/session',
    tag: 'Session',
    access: 'holder',
    summary: 'Who calls',
    description: 'By cookie or by key: whose it is, and what it may do.',
    responses: [answer(200, 'Whose key it is', sessionSchema, session)],
    problems: [],
  },
  {
    id: 'closeSession',
    method: 'delete',
    path: '/v1/session',
    tag: 'Session',
    access: 'public',
    unaudited: 'A cookie of the browser: nothing is stored.',
    summary: 'Sign the browser out',
    description: 'Takes the cookie away. The key itself stays good.',
    responses: [{ status: 204, description: 'Signed out', headers: SET_COOKIE }],
    problems: [],
  },
];
