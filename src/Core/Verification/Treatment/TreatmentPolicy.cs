using Shaken.Core.Foundations;

namespace Shaken.Core.Verification.Treatment;

/// <summary>What holds where a tenant's rules say nothing. A closed set; each is a document that is shipped.</summary>
public enum TreatmentProfile
{
    /// <summary>A failed verification never ends a call, as in the United States. The Reason header tells the signer.</summary>
    Deliver,

    /// <summary>A failed or missing verification ends the call with its 428 or 43x, as in France.</summary>
    Cut,
}

/// <summary>What happens to a tenant's calls: a profile, and rules by scope that say otherwise. The most specific rule wins.</summary>
public sealed class TreatmentPolicy
{
    /// <summary>Rules of one policy.</summary>
    public const int MaxRules = 256;

    // The most specific first, the profile last.
    private readonly TreatmentRule[] _inOrder;

    internal TreatmentPolicy(TreatmentProfile profile, IReadOnlyList<TreatmentRule> rules)
    {
        (Profile, Rules) = (profile, rules);
        _inOrder = [.. rules.OrderByDescending(rule => rule.Selector.Specificity), TreatmentProfiles.RuleOf(profile)];
    }

    /// <summary>The policy of a tenant that has none: calls are delivered.</summary>
    public static TreatmentPolicy Usual { get; } = new(TreatmentProfile.Deliver, []);

    public TreatmentProfile Profile { get; }

    /// <summary>In the order in which they were written.</summary>
    public IReadOnlyList<TreatmentRule> Rules { get; }

    /// <summary>What happens with an outcome in a scope.</summary>
    internal TreatmentChoice Choose(CallScope scope, TreatedOutcome outcome)
    {
        foreach (var rule in _inOrder)
        {
            if (rule.Selector.Fits(scope) && rule.Steps.TryGetValue(outcome, out var step))
                return new TreatmentChoice(outcome, step, rule.Name);
        }

        throw new InvalidOperationException($"The profile {Profile} says nothing of {outcome}.");
    }

    /// <summary>How failures end the first call of a number in a scope; null: they do not.</summary>
    internal FinalOnceChoice? FinalOnceFor(CallScope scope)
    {
        foreach (var rule in _inOrder)
        {
            if (rule.FinalOnce is { } once && rule.Selector.Fits(scope)) return once.IsOn ? new FinalOnceChoice(once, rule.Name) : null;
        }

        return null;
    }
}

/// <summary>A step, and what chose it.</summary>
/// <param name="Rule">The name of the rule, or of the profile.</param>
internal sealed record TreatmentChoice(TreatedOutcome Outcome, TreatmentStep Step, string Rule)
{
    /// <summary>As <c>deliver/unsupported-credential</c>.</summary>
    public string Name => $"{Rule}/{KebabCase.Of(Outcome)}";
}

/// <summary>That failures end the first call of a number, and what chose it.</summary>
internal sealed record FinalOnceChoice(FinalOnce Once, string Rule);
