using Shaken.Core.Numbering;
using Shaken.Core.Trust.Sources;

namespace Shaken.Core.Trust.Verdicts;

/// <summary>What it takes to judge certificates of delegates beside their chains.</summary>
/// <param name="Lists">TNAuthLists by reference.</param>
/// <param name="Numbers">Which provider has a number that was lent below a code alone; null: no table tells.</param>
public sealed record DelegationEvidence(ITnAuthListSource Lists, INumberDirectory? Numbers = null);
