import { signalStore } from '@ngrx/signals';
import { listMessages } from '@stoa/data-access/api';
import type { Message } from '@stoa/data-access/core';
import { as, withPages } from '@stoa/data-access/core';

/** What the shop has written to its buyers, newest first. */
export const MessagesStore = signalStore(
  withPages<Message, object>({}, (calls, _query, cursor) => calls(listMessages, { cursor }, as('staff'))),
);
