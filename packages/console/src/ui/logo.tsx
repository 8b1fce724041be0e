/** A sort of type that speaks. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" className="shrink-0">
      <path
        className="fill-accent"
        d="M6 2h20a4 4 0 0 1 4 4v15a4 4 0 0 1-4 4H13l-6.2 5.2A1.1 1.1 0 0 1 5 29.400V25a3 3 0 0 1-3-3V6a4 4 0 0 1 4-4Z"
      />
      <path
        className="fill-on-accent"
        d="M9 20.500v-1.600l1.500-.3L14.900 7h2.600l4.300 11.600 1.500.3v1.600h-6v-1.600l1.700-.3-.8-2.400h-4.300l-.8 2.400 1.700.3v1.600H9Zm5.600-6.300h3l-1.500-4.500-1.500 4.500Z"
      />
    </svg>
  )
}

export function Wordmark() {
  return (
    <span className="inline-flex items-center gap-2">
      <Mark size={24} />
      <span className="font-medium font-serif text-[1.32rem] leading-none tracking-tight">AIPress</span>
    </span>
  )
}
