import { computed, inject } from '@angular/core';
import { patchState, signalStore, withComputed, withMethods, withState } from '@ngrx/signals';
import {
  createSession,
  deleteSession,
  refreshSession,
  type Account,
  type Audience,
  type Session,
} from '@stoa/data-access/api';
import { LOCAL_STORE, Store, toProblem } from '@stoa/shared';
import { firstValueFrom, type Observable } from 'rxjs';
import { injectCalls } from '../calls';
import { as } from '../http/about';

interface SessionState {
  readonly shopper: Account | null;
  readonly staff: Account | null;
}

interface Access {
  readonly token: string;
  /** Milliseconds since the epoch after which the token is not sent any more. */
  readonly usableUntil: number;
}

/** Renewed this long before its end, so that a slow request does not arrive with a dead token. */
const MARGIN_MILLIS = 30_000;

const hintKey = (audience: Audience) => `stoa.session.${audience}`;

/**
 * One tab renews at a time: the refresh token rotates, and two tabs sending the same one would look like a theft
 * and end the session in both.
 */
function alone<T>(audience: Audience, work: () => Promise<T>): Promise<T> {
  const locks = globalThis.navigator?.locks;
  return locks ? (locks.request(`stoa.refresh.${audience}`, work) as Promise<T>) : work();
}

/** Whether this browser had a session lately. The cookie itself is invisible to scripts, and guests need no 401. */
function hints(store: Store) {
  return {
    given: (audience: Audience) => store.getItem(hintKey(audience)) !== null,
    set: (audience: Audience, present: boolean) => {
      try {
        if (present) store.setItem(hintKey(audience), '1');
        else store.removeItem(hintKey(audience));
      } catch {
        // Without storage the shopper signs in again after a reload.
      }
    },
  };
}

/** Who is signed in at each of the two doors. Access tokens live in memory only; the refresh token in a cookie. */
export const SessionStore = signalStore(
  { providedIn: 'root' },
  withState<SessionState>({ shopper: null, staff: null }),
  withComputed(({ shopper, staff }) => ({
    isShopper: computed(() => shopper() !== null),
    isStaff: computed(() => staff() !== null),
  })),
  withMethods((store) => {
    const calls = injectCalls();
    const hint = hints(inject(LOCAL_STORE));
    const access = new Map<Audience, Access>();
    const renewing = new Map<Audience, Promise<string | null>>();

    const take = (audience: Audience, session: Session): string => {
      const usableUntil = Date.now() + session.expiresIn * 1000 - MARGIN_MILLIS;
      access.set(audience, { token: session.accessToken, usableUntil });
      hint.set(audience, true);
      patchState(store, { [audience]: session.account });
      return session.accessToken;
    };
    const forget = (audience: Audience): null => {
      access.delete(audience);
      hint.set(audience, false);
      patchState(store, { [audience]: null });
      return null;
    };
    const refresh = async (audience: Audience): Promise<string | null> => {
      try {
        const call: Observable<Session> = calls(refreshSession, { body: { audience } }, as(null));
        return take(audience, await firstValueFrom(call));
      } catch (thrown) {
        const problem = toProblem(thrown);
        if ([400, 401, 403].includes(problem.status)) return forget(audience);
        throw problem;
      }
    };
    const renewOnce = (audience: Audience): Promise<string | null> => {
      const running = renewing.get(audience);
      if (running) return running;
      const started = alone(audience, () => refresh(audience)).finally(() => renewing.delete(audience));
      renewing.set(audience, started);
      return started;
    };

    return {
      /** A token that is good for a while, renewed where needed; null for a guest. */
      token(audience: Audience): Promise<string | null> {
        const held = access.get(audience);
        if (held && held.usableUntil > Date.now()) return Promise.resolve(held.token);
        return held || hint.given(audience) ? renewOnce(audience) : Promise.resolve(null);
      },
      /** After a refused token: the one that replaced it meanwhile, else a new one; null ends the session. */
      renew(audience: Audience, refused: string): Promise<string | null> {
        const held = access.get(audience);
        return held && held.token !== refused ? Promise.resolve(held.token) : renewOnce(audience);
      },
      /** Takes up the session of an earlier visit. A shop that cannot be reached is no reason to sign out. */
      async restore(audience: Audience): Promise<void> {
        if (!store[audience]() && hint.given(audience)) await renewOnce(audience).catch(() => null);
      },
      /** @throws Problem with status 401 for wrong credentials */
      async signIn(audience: Audience, email: string, password: string): Promise<void> {
        take(
          audience,
          await firstValueFrom(calls(createSession, { body: { audience, email, password } }, as(null))),
        );
      },
      /**
       * Ends the session at the server, and only then forgets it here: whoever leaves a shared computer must not believe
       * to be out while the cookie still opens the account.
       * @throws Problem where the server could not be told; the session goes on
       */
      async signOut(audience: Audience): Promise<void> {
        try {
          await firstValueFrom(calls(deleteSession, { audience }, as(null)));
        } catch (thrown) {
          const problem = toProblem(thrown);
          // Nothing is left to end.
          if (![401, 404].includes(problem.status)) throw problem;
        }
        forget(audience);
      },
    };
  }),
);
