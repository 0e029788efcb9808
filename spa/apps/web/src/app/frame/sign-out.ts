import { inject } from '@angular/core';
import { MatSnackBar } from '@angular/material/snack-bar';
import { TranslateService } from '@ngx-translate/core';
import { SessionStore } from '@stoa/data-access/core';

/**
 * Signs out, and says so where that did not work: nobody may walk away from a computer that still opens their account.
 * @param done where to go when nobody is signed in any more
 */
export function injectSignOut(
  audience: 'shopper' | 'staff',
  done: () => Promise<unknown>,
): () => Promise<void> {
  const session = inject(SessionStore);
  const snack = inject(MatSnackBar);
  const texts = inject(TranslateService);
  const signOut = async (): Promise<void> => {
    try {
      await session.signOut(audience);
    } catch {
      snack
        .open(texts.instant('frame.stillSignedIn') as string, texts.instant('problem.retry') as string)
        .onAction()
        .subscribe(() => void signOut());
      return;
    }
    await done();
  };
  return signOut;
}
