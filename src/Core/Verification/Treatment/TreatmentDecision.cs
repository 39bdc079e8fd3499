using Shaken.Core.Foundations;
using Shaken.Core.Passports;
using Shaken.Core.Verification.CallValidation;
using Shaken.Core.Verification.Verdicts;

namespace Shaken.Core.Verification.Treatment;

/// <summary>The steps of the outcomes of one call, which become its treatment.</summary>
/// <param name="Main">Of verification.</param>
/// <param name="Others">Of what holds beside it, and of call validation once that has answered.</param>
internal sealed record TreatmentDecision(TreatmentChoice Main, IReadOnlyList<TreatmentChoice> Others)
{
    private static readonly IReadOnlyList<TreatmentChoice> None = [];

    /// <summary>The call counts as unsigned: its number's failure was told before.</summary>
    private bool CountsAsUnsigned { get; init; }

    /// <summary>What decided, where it is no single step.</summary>
    private string? DecidedBy { get; init; }

    /// <summary>The strictest of all steps. Validate means that call validation is still to be asked.</summary>
    public TreatmentVerb Strictest => Deciding.Step.Verb;

    private TreatmentChoice Deciding => Others.Aggregate(Main, (one, other) => other.Step.Verb > one.Step.Verb ? other : one);

    public static TreatmentDecision Of(TreatmentPolicy policy, CallScope scope, OutcomesOfCall outcomes)
    {
        var main = policy.Choose(scope, outcomes.Main);
        if (outcomes is { IsAnonymous: false, IsForeign: false }) return new TreatmentDecision(main, None);
        var others = new List<TreatmentChoice>();
        if (outcomes.IsAnonymous && outcomes.Main != TreatedOutcome.Anonymous) others.Add(policy.Choose(scope, TreatedOutcome.Anonymous));
        if (outcomes.IsForeign) others.Add(policy.Choose(scope, TreatedOutcome.Foreign));
        return new TreatmentDecision(main, others);
    }

    /// <summary>The failure ends the call.</summary>
    public TreatmentDecision EndingOnce(string rule) => this with
    {
        Main = Main with { Step = new TreatmentStep(TreatmentVerb.Reject) },
        DecidedBy = $"{rule}/final-once",
    };

    /// <summary>The number's failure was told before: what the rule says of later calls takes the place of the failure's step.</summary>
    public TreatmentDecision CountingAsUnsigned(FinalOnceChoice once)
    {
        var later = once.Once.Later;
        if (later is { Verb: TreatmentVerb.Reject, Status: null }) later = later with { Status = FinalOnce.Worse };
        return this with
        {
            Main = Main with { Step = later },
            CountsAsUnsigned = true,
            DecidedBy = $"{once.Rule}/told-before",
        };
    }

    /// <summary>What call validation concluded takes the place of each step that asked for it.</summary>
    public TreatmentDecision With(TreatmentChoice concluded) => this with
    {
        Main = Concluded(Main, concluded),
        Others = [.. Others.Select(choice => Concluded(choice, concluded))],
        DecidedBy = null,
    };

    /// <param name="validation">What call validation said; null: it was not asked.</param>
    public CallTreatment ToTreatment(CallToVerify call, CallVerdict verdict, CallValidationResult? validation)
    {
        var deciding = Deciding;
        var action = ActionOf(deciding.Step.Verb);
        var final = action == TreatmentAction.Reject ? StatusOf(deciding, verdict) : null;
        return new CallTreatment(
            action,
            VerstatOf(verdict),
            final,
            final is null ? null : InWords(deciding, verdict, validation),
            ReasonsOf(call, verdict, final),
            DecidedBy is not null && deciding == Main ? DecidedBy : deciding.Name)
        {
            Validation = validation, CountsAsUnsigned = CountsAsUnsigned,
        };
    }

    private IReadOnlyList<string> ReasonsOf(CallToVerify call, CallVerdict verdict, SipStatus? final)
    {
        // Unsigned calls have nothing to tell a signer, and neither have those that need no signature.
        if (CountsAsUnsigned || Main.Outcome == TreatedOutcome.Bypassed) return [];
        var told = final is null
            ? Others.Prepend(Main).Select(choice => choice.Step.Status).FirstOrDefault(status => status is not null)
            : null;
        return ReasonValues.Of(call, verdict, told);
    }

    private static TreatmentChoice Concluded(TreatmentChoice asking, TreatmentChoice concluded) =>
        asking.Step.Verb == TreatmentVerb.Validate ? concluded : asking;

    // Validate stays where call validation has answered with it, which no policy that was read can say.
    private static TreatmentAction ActionOf(TreatmentVerb verb) => verb switch
    {
        TreatmentVerb.Continue or TreatmentVerb.Validate => TreatmentAction.Continue,
        TreatmentVerb.Mark => TreatmentAction.Mark,
        TreatmentVerb.Reject => TreatmentAction.Reject,
    };

    // Of the failure in the verdict's own dialect, unless the policy names another.
    private SipStatus StatusOf(TreatmentChoice deciding, CallVerdict verdict) =>
        deciding.Step.Status
        ?? (IsOfVerdict(deciding) ? verdict.Status : null)
        ?? deciding.Outcome.UsualStatus()
        ?? throw new InvalidOperationException($"A rejection of {deciding.Outcome} names no code.");

    private string InWords(TreatmentChoice deciding, CallVerdict verdict, CallValidationResult? validation)
    {
        if (CountsAsUnsigned && deciding == Main) return "the number's failure was told within 24 hours, and the call fails again";
        if (deciding.Outcome.IsOfCallValidation() && validation is not null) return $"{validation.Rule}: {validation.Detail}";
        return (IsOfVerdict(deciding) ? verdict.Detail : null) ?? $"the policy rejects {KebabCase.Of(deciding.Outcome)}";
    }

    private bool IsOfVerdict(TreatmentChoice deciding) => deciding == Main && !deciding.Outcome.IsOfCallValidation();

    // Passed, then No-TN-Validation, then Failed: what the steps say makes it worse, never better.
    private Verstat VerstatOf(CallVerdict verdict) => Others.Prepend(Main).Aggregate(
        CountsAsUnsigned ? Verstat.None : verdict.Verstat,
        (worst, choice) => choice.Step.AtBest is { } atBest ? Worse(worst, atBest) : worst);

    private static Verstat Worse(Verstat one, Verstat other) => other switch
    {
        Verstat.Passed => one,
        Verstat.None => one == Verstat.Passed ? Verstat.None : one,
        Verstat.Failed => Verstat.Failed,
    };
}
