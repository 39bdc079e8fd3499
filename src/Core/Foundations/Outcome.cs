using System.Diagnostics.CodeAnalysis;

namespace Shaken.Core.Foundations;

/// <summary>
/// What an operation gave: a value, or one of the failures it expects. Exceptions are left for bugs and outages.
/// </summary>
/// <typeparam name="TValue">What a success carries.</typeparam>
/// <typeparam name="TFailure">The closed set of failures of the operation.</typeparam>
public readonly struct Outcome<TValue, TFailure>
    where TValue : notnull
    where TFailure : notnull
{
    private readonly TValue? _value;
    private readonly TFailure? _failure;
    private readonly State _state;

    private Outcome(TValue? value, TFailure? failure, State state) => (_value, _failure, _state) = (value, failure, state);

    // A default(Outcome) is neither: reading it is a bug and throws.
    private enum State : byte { Unset, Success, Failure }

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The outcome is a failure; ask <see cref="TryGet"/> first.</exception>
    public TValue Value => _state == State.Success ? _value! : throw new InvalidOperationException($"No value: {Describe()}");

    /// <summary>The failure.</summary>
    /// <exception cref="InvalidOperationException">The outcome is a success.</exception>
    public TFailure Failure => _state == State.Failure ? _failure! : throw new InvalidOperationException($"No failure: {Describe()}");

    public bool IsSuccess => _state == State.Success;

    public static implicit operator Outcome<TValue, TFailure>(TValue value) => new(value, default, State.Success);

    public static implicit operator Outcome<TValue, TFailure>(TFailure failure) => new(default, failure, State.Failure);

    /// <summary>Takes the outcome apart: true with the value, or false with the failure.</summary>
    public bool TryGet([MaybeNullWhen(false)] out TValue value, [MaybeNullWhen(true)] out TFailure failure)
    {
        if (_state == State.Unset) throw new InvalidOperationException("The outcome was never set.");
        (value, failure) = (_value, _failure);
        return _state == State.Success;
    }

    public TResult Match<TResult>(Func<TValue, TResult> success, Func<TFailure, TResult> failure) =>
        TryGet(out var value, out var reason) ? success(value) : failure(reason);

    private string Describe() => _state switch
    {
        State.Success => "the outcome is a success",
        State.Failure => $"the outcome is the failure {_failure}",
        State.Unset => "the outcome was never set",
    };
}
