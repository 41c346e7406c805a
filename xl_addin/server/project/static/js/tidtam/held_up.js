// While somebody types into a cell, Excel lets batches wait. Whoever waits longer than a moment is told why.

const MOMENT = 1500;
let waiting = 0;
let tell = () => {};

// `teller(true)` when something waits, `teller(false)` when nothing waits any more.
export function tellWhenHeldUp(teller) {
  tell = teller;
}

export async function heldUp(sync) {
  let told = false;
  const timer = setTimeout(() => {
    told = true;
    waiting += 1;
    tell(true);
  }, MOMENT);
  try {
    return await sync;
  } finally {
    clearTimeout(timer);
    if (told) {
      waiting -= 1;
      tell(waiting > 0);
    }
  }
}
