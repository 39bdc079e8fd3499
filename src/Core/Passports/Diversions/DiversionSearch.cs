using Shaken.Core.Foundations;

namespace Shaken.Core.Passports.Diversions;

/// <summary>
/// Follows diversions from a PASSporT's called parties until the call's is reached. Of the ways that lead nowhere the refusal is of the
/// one that came furthest.
/// </summary>
internal sealed class DiversionSearch(UntrustedPassport original, IReadOnlyList<UntrustedPassport> diversions, PassportParty? target)
{
    // Ways fork only where PASSporTs with several called parties were made to. Ten headers of an honest call take fewer steps.
    private const int MostSteps = 64;

    private readonly List<UntrustedPassport> _links = [];
    private PassportRefusal? _refusal;
    private int _reach = -1;
    private int _steps;

    public static PassportRefusal TooLong() =>
        new(VerificationFailure.DivChainTooLong, $"more than {Limits.Diversions} diversions follow each other");

    public Outcome<DiversionChain, PassportRefusal> Find() => IsFound() ? new DiversionChain(original, [.. _links]) : _refusal!;

    private bool IsFound()
    {
        var reached = (_links.Count == 0 ? original : _links[^1]).Claims.Dest;
        if (_links.Count > 0 && target is not null && reached.Contains(target)) return true;
        var hasNext = false;
        foreach (var next in diversions)
        {
            if (DiversionChain.FromOf(next) is not { } from || !reached.Contains(from) || _links.Contains(next)) continue;
            if (_steps == MostSteps)
            {
                Note(TooLong());
                return false;
            }

            _steps++;
            hasNext = true;
            if (FaultOf(next, from) is { } fault) Note(fault);
            else if (IsFoundAfter(next)) return true;
        }

        if (hasNext) return false;
        if (target is null && _links.Count > 0) return true;
        Note(new PassportRefusal(VerificationFailure.DivChainBroken, _links.Count == 0
            ? "no diversion begins at the called party of the PASSporT"
            : "the diversions do not lead to the call's called party"));
        return false;
    }

    private bool IsFoundAfter(UntrustedPassport next)
    {
        _links.Add(next);
        if (IsFound()) return true;
        _links.RemoveAt(_links.Count - 1);
        return false;
    }

    private PassportRefusal? FaultOf(UntrustedPassport next, PassportParty from)
    {
        if (next.Claims.Orig != original.Claims.Orig)
            return new PassportRefusal(VerificationFailure.DivOrigChanged, "a diversion names another caller");
        if (_links.Count == Limits.Diversions) return TooLong();
        return next.Claims.Dest.Any(to => to == from || _links.Exists(link => DiversionChain.FromOf(link) == to))
            ? new PassportRefusal(VerificationFailure.DivChainLoops, "a diversion leads back to a party that the call has left")
            : null;
    }

    private void Note(PassportRefusal refusal)
    {
        if (_links.Count <= _reach) return;
        (_refusal, _reach) = (refusal, _links.Count);
    }
}
