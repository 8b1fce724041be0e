import type { ReactNode } from 'react'

/** By the part of the day; public/first.js cuts it in the same way. "Good night" would send away who has just come. */
export const GREETINGS = {
  night: 'Hello',
  morning: 'Good morning',
  afternoon: 'Good afternoon',
  evening: 'Good evening',
} as const

/** Who is greeted comes from the platform; the question is there before. */
export function GreetingWords({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <h1 id={id} className="text-[2.1rem] leading-[1.12] sm:text-[2.6rem]">
      <span className="text-[0.6em] text-soft">{children}</span>
      <br />
      <span className="italic">What shall we publish?</span>
    </h1>
  )
}

export function greetingAt(hour: number): string {
  if (hour < 5) return GREETINGS.night
  if (hour < 12) return GREETINGS.morning
  if (hour < 18) return GREETINGS.afternoon
  return GREETINGS.evening
}
