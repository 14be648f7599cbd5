/** The mark: a direct line between two people. */
export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
      <rect class="logo-ground" width="24" height="24" rx="7" />
      <path class="logo-line" d="m9.6 14.4 4.8-4.8" />
      <circle class="logo-line" cx="7.6" cy="16.4" r="2.4" />
      <circle class="logo-dot" cx="16.4" cy="7.6" r="2.9" />
    </svg>
  );
}
