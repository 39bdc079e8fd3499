using Shaken.Core.Foundations;
using Shaken.Core.Reputation.Tracebacks;

namespace Shaken.Core.Reputation.Scoring;

/// <summary>What is known of a country.</summary>
/// <param name="Score">Null: too little is known, or too few reporters know it.</param>
public sealed record CountryReputation(CountryCode Country, ReputationScore? Score, TracebackTally Tracebacks);

/// <summary>What is known of a provider.</summary>
/// <param name="Score">Null: too little is known, or too few reporters know it.</param>
public sealed record ProviderReputation(ProviderId Provider, ReputationScore? Score, TracebackTally Tracebacks);
